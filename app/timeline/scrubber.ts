/** Goes where it was last told to, one way at a time: what lies between is left out while it is on its way. */
export class Scrubber {
  readonly #go: (guestTimeNs: number) => Promise<void>;
  #wanted: number | null = null;
  #going: Promise<void> | null = null;

  constructor(go: (guestTimeNs: number) => Promise<void>) {
    this.#go = go;
  }

  /** Resolves when it is where it was last told to go. */
  to(guestTimeNs: number): Promise<void> {
    this.#wanted = guestTimeNs;
    this.#going ??= this.#run().finally(() => {
      this.#going = null;
    });
    return this.#going;
  }

  /** A way that fails is told after the ones that were asked for since. */
  async #run(): Promise<void> {
    const failures: unknown[] = [];
    while (this.#wanted !== null) {
      const next = this.#wanted;
      this.#wanted = null;
      await this.#go(next).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
