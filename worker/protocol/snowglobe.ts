import type { Counters } from './counters.ts';
import type { CancelSignal, Experiments } from './experiments.ts';
import type {
  Cd,
  Disk,
  FreezeOptions,
  JitMode,
  MachineId,
  MachineStatus,
  NetworkCard,
  RunResult,
  WaitOptions,
} from './machine.ts';
import type {
  Comparison,
  ExportOptions,
  LibraryProgress,
  SnapshotId,
  SnapshotInfo,
  StorageUse,
  Verified,
} from './snapshots.ts';
import type { Tempo } from './tempo.ts';
import type {
  ConsoleFrame,
  Step,
  StepTarget,
  TakeOverOptions,
  Timeline,
  TimelineMark,
} from './timeline.ts';

/** How `Snowglobe.boot` may be told to differ from the defaults. */
export interface BootOptions {
  readonly name?: string;
  readonly memoryMiB?: number;
  /** A whole number from 0 to 2^32 - 1; drawn by lot unless told. */
  readonly seed?: number;
  readonly network?: NetworkCard;
  /** The machine works on a copy of a file's bytes: those given stay as they are. */
  readonly disk?: Disk;
  readonly cd?: Cd;
  /** Without any baked snapshot. */
  readonly cold?: boolean;
}

/** `globalThis.snowglobe`: everything the page can do, for demos, tests and embedders. */
export interface Snowglobe {
  /**
   * Always a new machine, whatever else runs or loads. Resolves at the shell prompt. Fails as `MachineApi.boot` does, and
   * with `ImageUnknown`; a seed out of range is a `RangeError`.
   */
  boot(image: string, options?: BootOptions): Promise<MachineHandle>;
  machines(): readonly MachineHandle[];
  /** A new machine that begins as a snapshot was, a copy with an identity of its own; opens a replay. Fails as `MachineApi.thaw` does. */
  resume(id: SnapshotId): Promise<MachineHandle>;
  /**
   * Adds a replay's file to the library and opens it: a machine that stands, `rewound`, at its beginning. Fails as
   * `LibraryApi.import` and `MachineApi.thaw` do, and with `FileNotSnapshot` where the file holds no replay.
   */
  openReplay(blob: Blob): Promise<MachineHandle>;
  readonly snapshots: Snapshots;
  readonly experiments: Experiments;
}

/** The library of snapshots; verbs and failures are those of `LibraryApi`. */
export interface Snapshots {
  list(): Promise<readonly SnapshotInfo[]>;
  delete(id: SnapshotId): Promise<void>;
  rename(id: SnapshotId, name: string): Promise<void>;
  export(id: SnapshotId, options?: ExportOptions): Promise<Blob>;
  exportV86State(id: SnapshotId): Promise<{ state: Blob; options: object }>;
  import(blob: Blob): Promise<SnapshotInfo>;
  verify(id: SnapshotId): Promise<Verified>;
  compare(a: SnapshotId, b: SnapshotId): Promise<Comparison>;
  storage(): Promise<StorageUse>;
}

/** What `MachineHandle.recordReplay` may be told. */
export interface RecordOptions extends FreezeOptions {
  /** Breaks it off: it rejects with `Cancelled`, and nothing was kept. */
  readonly signal?: CancelSignal;
  /** Is called several times a second; the bytes are those of one step. */
  readonly onProgress?: (progress: LibraryProgress) => void;
}

/** One machine on this page. The verbs' phases and failures are those of `MachineApi`. */
export interface MachineHandle {
  readonly id: MachineId;
  readonly image: string;
  readonly name: string;
  status(): MachineStatus;
  /** Keystrokes on the console. */
  type(text: string): Promise<void>;
  /** Console output since the last wait. */
  waitFor(text: string | RegExp, options?: WaitOptions): Promise<string>;
  /**
   * Typed into the console's own shell: variables, directory and jobs last from one run to the next; output complete
   * whatever its size.
   */
  run(command: string, options?: WaitOptions): Promise<RunResult>;
  /** The console as text. */
  screen(): Promise<string>;
  counters(): Promise<Counters>;
  resetCounters(): Promise<void>;
  /** For all scripts together; the page's panel has its own word in it. */
  sample(on: boolean): Promise<void>;
  setJit(mode: JitMode): Promise<void>;
  setRate(rate: number | 'max'): Promise<void>;
  setCpuCap(instructionsPerSecond?: number): Promise<void>;
  tempo(): Promise<Tempo>;
  timeline(): Promise<Timeline>;
  rewindTo(guestTimeNs: number): Promise<void>;
  play(): Promise<void>;
  takeOver(options?: TakeOverOptions): Promise<void>;
  step(until: StepTarget): Promise<Step>;
  bookmark(name: string, guestTimeNs?: number): Promise<TimelineMark>;
  film(frames: number): Promise<readonly ConsoleFrame[]>;
  /** Keeps it in the library, too, from where its file, which this resolves to, can be had again. */
  recordReplay(fromNs: number, toNs: number, options?: RecordOptions): Promise<Blob>;
  setPastBudget(bytes: number): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  reset(): Promise<void>;
  powerOff(): Promise<void>;
  freeze(options?: FreezeOptions): Promise<SnapshotInfo>;
  resumeFrom(id: SnapshotId): Promise<void>;
  /** Brings it onto the screen. Does nothing once it was removed. */
  focus(): void;
  /**
   * Ends the machine and its worker and takes it off the page, in every phase; what it held is lost, its disk with it.
   * Calls still waiting for it, and later ones, fail with `WorkerLost`. Idempotent.
   */
  remove(): Promise<void>;
}
