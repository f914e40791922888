/** `globalThis.stock`: what the benchmark asks of the page that runs v86 as its own README does. */
export interface Stock {
  /** `performance.now()` at the first shell prompt. */
  readonly booted: Promise<number>;
  /** Types a line into the shell; resolves when its next prompt is there. */
  run(line: string): Promise<void>;
  /** Bytes that the serial port has sent since power-on. */
  sentBytes(): number;
  /** Gives v86's own terminal the size of another. */
  resizeConsole(columns: number, rows: number): void;
  stop(): Promise<void>;
  start(): Promise<void>;
}
