/** `globalThis.stock`: what the benchmark asks of the page that runs v86 as its own README does. */
export interface Stock {
  /** `performance.now()` at the first shell prompt. */
  readonly booted: Promise<number>;
  /** Types a line into the shell; resolves when its next prompt is there. */
  run(line: string): Promise<void>;
  /** As `run`, and resolves to what the serial port sent meanwhile. */
  ask(line: string): Promise<string>;
  /** Key strokes. */
  type(text: string): void;
  /** Bytes that the serial port has sent since power-on. */
  sentBytes(): number;
  /** Gives v86's own terminal the size of another. */
  resizeConsole(columns: number, rows: number): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** v86's own counter of instructions, which wraps at 2^32. */
  instructions(): number;
  /** `save_state`, and one put into IndexedDB. */
  save(): Promise<StockSave>;
  /** One get, `restore_state`, `run`; resolves to the milliseconds they took. */
  bringBack(): Promise<number>;
}

/** What a save of stock v86 costs. */
export interface StockSave {
  /** What `save_state` takes; the guest stands still. */
  readonly pauseMs: number;
  /** Until the state is in storage. */
  readonly ms: number;
  readonly bytes: number;
}
