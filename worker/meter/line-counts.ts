/** How often one device has raised one interrupt line. */
export interface LineRow {
  readonly line: number;
  readonly device: string;
  readonly raised: number;
}

/** Edges of interrupt lines: a device that says again what it says already raises nothing. */
export class LineCounts {
  readonly #lines = new Map<
    string,
    { line: number; device: string; raised: number; high: boolean }
  >();

  raise(line: number, device: string): void {
    const counts = this.#line(line, device);
    if (!counts.high) counts.raised++;
    counts.high = true;
  }

  lower(line: number, device: string): void {
    this.#line(line, device).high = false;
  }

  /** Lines that were raised, in order. */
  get rows(): LineRow[] {
    return [...this.#lines.values()]
      .filter(({ raised }) => raised > 0)
      .sort((a, b) => a.line - b.line)
      .map(({ line, device, raised }) => ({ line, device, raised }));
  }

  /** How often one line was raised, as the first of its devices in `rows` has it. */
  raised(line: number): number {
    for (const counts of this.#lines.values()) {
      if (counts.line === line && counts.raised > 0) return counts.raised;
    }
    return 0;
  }

  /** Which lines are high now. */
  get high(): { line: number; device: string }[] {
    return [...this.#lines.values()]
      .filter(({ high }) => high)
      .map(({ line, device }) => ({ line, device }));
  }

  restore(rows: readonly LineRow[], high: readonly { line: number; device: string }[]): void {
    this.#lines.clear();
    for (const { line, device, raised } of rows) this.#line(line, device).raised = raised;
    for (const { line, device } of high) this.#line(line, device).high = true;
  }

  #line(line: number, device: string) {
    const key = `${line} ${device}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const counts = { line, device, raised: 0, high: false };
    this.#lines.set(key, counts);
    return counts;
  }
}
