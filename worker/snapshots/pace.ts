/** How long work goes on before it rests as long again. */
const WORK_MS = 8;

/** From its making on, lets work take half of a processor's time: what a machine that runs beside it would miss most. */
export class Pace {
  #begunAt = performance.now();

  /** To be awaited between pieces of work. */
  async breathe(): Promise<void> {
    const workedMs = performance.now() - this.#begunAt;
    if (workedMs < WORK_MS) return;
    await new Promise((resolve) => setTimeout(resolve, workedMs));
    this.#begunAt = performance.now();
  }
}
