/** A loop of the shell's own: some 18,000 instructions a round, nearly all in ring 3. Its variable is its own. */
export const countingLoop = (rounds: number) =>
  `(i=0; while [ $i -lt ${rounds} ]; do i=$((i+1)); done)`;
