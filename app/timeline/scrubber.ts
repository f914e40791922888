/** Goes where it was last told to, one way at a time: what lies between is left out while it is on its way. */
export class Scrubber {
  readonly #go: (guestTimeNs: number) => Promise<void>;
  #wanted: number | null = null;
  #going = false;

  constructor(go: (guestTimeNs: number) => Promise<void>) {
    this.#go = go;
  }

  async to(guestTimeNs: number): Promise<void> {
    this.#wanted = guestTimeNs;
    if (this.#going) return;
    this.#going = true;
    try {
      while (this.#wanted !== null) {
        const next: number = this.#wanted;
        this.#wanted = null;
        await this.#go(next);
      }
    } finally {
      this.#going = false;
    }
  }
}
