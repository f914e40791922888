/** A loop of the shell's that starts a program in each round: fork, exec, exit. Its variable is its own. */
export const forkLoop = (rounds: number) =>
  `(i=0; while [ $i -lt ${rounds} ]; do /bin/true; i=$((i+1)); done)`;
