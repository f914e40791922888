import type { ConsolePort } from './console.ts';
import type { Counters, Progress } from './counters.ts';
import type { Failure } from './failure.ts';
import type {
  Cancellable,
  FrozenConfig,
  LineageId,
  SnapshotId,
  SnapshotInfo,
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

declare const machineId: unique symbol;

/** Names one machine for as long as the page lives. */
export type MachineId = string & { readonly [machineId]: true };

/** The network card a machine is built with. Its cable is unplugged until a network is attached. */
export type NetworkCard = 'none' | 'ne2k' | 'virtio';

/** A disk on the first IDE channel: an empty one of a size, or a file's bytes, which the guest may change. */
export type Disk =
  | { readonly kind: 'blank'; readonly sizeMiB: number }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** A read-only disc in the IDE CD drive. */
export interface Cd {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whether hot code is compiled: always, never, or as the machine itself judges by what the guest does. */
export type JitMode = boolean | 'auto';

/** All that a machine is built from; together with its inputs it decides everything the machine does. */
export interface MachineConfig {
  /** An image's id in `images/catalog.ts`. */
  readonly image: string;
  readonly name: string;
  /** Guest memory in MiB, a whole number from the image's minimum to 1024. */
  readonly memoryMiB: number;
  /** Seed of every random number the guest can read, 0 to 2^32 - 1. */
  readonly seed: number;
  readonly network: NetworkCard;
  readonly disk: Disk | null;
  readonly cd: Cd | null;
}

/** A configuration without the bytes in it. */
export function frozenConfig({ disk, cd, ...config }: MachineConfig): FrozenConfig {
  return {
    ...config,
    disk:
      disk?.kind === 'file' ? { kind: 'file', name: disk.name, bytes: disk.bytes.length } : disk,
    cd: cd && { name: cd.name, bytes: cd.bytes.length },
  };
}

/** What a machine is doing, one case a phase; nothing is said beside it in booleans. */
export type MachineStatus =
  /** Fetching and checking files and compiling the emulator, then building the PC. Bytes are as transferred. */
  | {
      readonly phase: 'loading';
      readonly step: 'image' | 'emulator' | 'snapshot';
      readonly loadedBytes: number;
      readonly totalBytes: number;
    }
  /** The guest runs and has not shown a shell prompt yet. */
  | { readonly phase: 'booting' }
  /** The guest runs and has shown a shell prompt. */
  | { readonly phase: 'running' }
  /** It stands at an instant of its past, or does again what it did then; the present waits. */
  | {
      readonly phase: 'rewound';
      readonly playing: boolean;
      /** Why it went no further while it played. */
      readonly failure?: Failure;
    }
  /** Halted between two instructions by `pause`; guest time stands still. */
  | { readonly phase: 'paused' }
  /** No longer running, and nothing went wrong: the user, or the guest itself, switched it off. */
  | { readonly phase: 'off'; readonly by: 'user' | 'guest' }
  /** The guest's kernel gave up; `message` is its own first line about it. */
  | { readonly phase: 'panicked'; readonly message: string }
  /** The machine is lost; the failure says why and what to do. */
  | { readonly phase: 'failed'; readonly failure: Failure };

export type MachinePhase = MachineStatus['phase'];

/** What one `run` produced. */
export interface RunResult {
  /** All that the command wrote to the console, line ends as `\n`, escape sequences left in. */
  readonly output: string;
  /** The shell's `$?` after the command, 0 to 255. */
  readonly exitCode: number;
}

/** Time limit of a wait; 30,000 ms unless told, 2^31 - 1 ms at most. */
export interface WaitOptions {
  readonly timeoutMs?: number;
}

/** What a machine may be told as it is frozen. */
export interface FreezeOptions {
  /** 1 to 80 characters after blanks at its ends are cut, or a `RangeError`; made up from the machine and the time unless told. */
  readonly name?: string;
}

/** What a machine starts from instead of a boot. */
export type ThawSource =
  /** A snapshot of the library. */
  | { readonly kind: 'snapshot'; readonly id: SnapshotId }
  /** The file of a machine that stands at its prompt, made with the page. */
  | { readonly kind: 'baked'; readonly image: string; readonly location: string };

/** How a machine starts from a snapshot. */
export interface ThawOptions {
  /**
   * `same`: the machine that was frozen goes on, and saves itself in its own place. `copy`: another machine begins as it
   * was, with a host name, a network address and random numbers of its own. `replay`: it stands, `rewound`, at the beginning
   * of what was recorded, does that again, and lives on as a copy where it is taken over; of a snapshot of kind `replay`.
   */
  readonly as: 'same' | 'copy' | 'replay';
  /** Of a copy; the frozen machine's unless told. */
  readonly name?: string;
  /** Stands still until `resume`. */
  readonly paused?: boolean;
  /** Takes the machine from the tab that has it, which saves it first, and keeps it where that fails. */
  readonly takeOver?: boolean;
}

/** What became of a machine that was started from a snapshot. */
export interface Thawed {
  readonly config: FrozenConfig;
  readonly lineage: LineageId;
  /**
   * What a copy has of its own; null for the same machine, and where the guest's agent does not listen: one that was frozen
   * while it booted gets these things as soon as it does.
   */
  readonly identity: { readonly hostName: string; readonly mac: string | null } | null;
  /** `portable`: it was frozen by another version of the emulator, and starts with a cold compiler. */
  readonly layer: 'exact' | 'portable';
}

/** How far a machine is saved; it saves itself once somebody has used it. */
export interface KeepStatus {
  /** Of its snapshots; final once it was saved. */
  readonly lineage: LineageId;
  /** Something happened in it since it was saved last. */
  readonly changed: boolean;
  readonly saving: boolean;
  /** Milliseconds since 1970; null: never. */
  readonly savedAt: number | null;
  /** Why it could not be saved the last time; it tries again. */
  readonly failure: Failure | null;
}

/** The Web Lock that the tab holds which has a machine. */
export function machineLock(lineage: LineageId): string {
  return `snowglobe-machine-${lineage}`;
}

/** Who wants samples: the page's own panel, or scripts, all of them together. */
export type SampledFor = 'panel' | 'scripts';

/** Where the files a machine boots from are to be had: the image's files by catalogue path, perhaps by SHA-256, too, and v86's wasm. */
export interface FileLocations {
  readonly images: Readonly<Record<string, string>>;
  readonly emulator: string;
  /** Files of machines at their prompts, by image and memory, as `tiny-128`. */
  readonly baked: Readonly<Record<string, string>>;
}

/**
 * The verbs of one machine, as its worker serves them through comlink.
 *
 * Phases in which a verb is legal are named at the verb; elsewhere it is refused by a `NotInThisPhase` failure, which
 * changes nothing. Every verb may also fail with `WorkerLost`, which the page's side raises when the worker dies.
 */
export interface MachineApi {
  /**
   * Loads the files, builds the machine and runs it to the shell prompt, where it resolves. Legal once, first of all.
   * Fails with `ImageUnknown`, `ImageMissing`, `ImageDamaged`, `PageInsecure`, `DeviceRefused`, `MemoryOutOfRange`, `MemoryRefused`, `WebAssemblyMissing`,
   * `EmulatorUnknown`, `NoPrompt`; with `GuestStopped` when the guest ended before its prompt.
   */
  boot(config: MachineConfig, files: FileLocations): Promise<void>;
  /**
   * Starts from a snapshot or a baked file, instead of `boot`. Resolves when the machine is as it was. Legal once, first of
   * all. Fails with `SnapshotMissing`, `SnapshotDamaged`, `SnapshotForeign`, `MachineElsewhere`, and as `boot` does.
   */
  thaw(source: ThawSource, options: ThawOptions, files: FileLocations): Promise<Thawed>;
  /**
   * Connects the library of snapshots. Legal before `boot` or `thaw`, without which nothing is kept; and again when the
   * library's worker has died, for the next one: calls that wait for the dead one fail with `StorageRefused` then.
   */
  connectLibrary(port: MessagePort): void;
  /**
   * Takes a snapshot; the guest runs on, or stays paused. Resolves when it is in storage. Legal while booting, running or
   * paused. Fails with `NotInThisPhase`, `StorageFull`, `StorageRefused`, `MemoryRefused`; a name that is none is a
   * `RangeError`.
   */
  freeze(options?: FreezeOptions): Promise<SnapshotInfo>;
  /**
   * Makes this machine what it, or another of the same parts, was, and lets it run; then it saves itself. Legal when it was
   * switched on once and has not failed. Fails as `thaw` does, and then nothing was changed; but with `GuestStopped` when it
   * was switched off, reset or resumed elsewhere meanwhile, which stands, and with `EmulatorCrashed`, which a snapshot that is not what a
   * machine has frozen may bring about, the machine is lost.
   */
  resumeFrom(id: SnapshotId): Promise<Thawed>;
  /**
   * Saves it now if something happened in it since the last time. `leaving`: the guest stands still meanwhile, so that what is
   * saved is quick and the last. Legal in every phase; does nothing where that is impossible.
   */
  keep(leaving?: boolean): Promise<void>;
  /** Calls `listener` with the state of saving now and after each change. */
  watchKeeping(listener: (status: KeepStatus) => void): void;
  /** Calls `listener` with the status now and after each change. Legal in every phase. */
  watchStatus(listener: (status: MachineStatus) => void): void;
  /**
   * Connects a console. It gets the screen and scrollback first, then output as it comes; it sends key strokes and
   * sizes. A second call takes over from the first. Legal in every phase.
   */
  openConsole(port: ConsolePort): void;
  /** Legal while booting, running or rewound; idempotent when paused. Resolves when the guest stands still. */
  pause(): Promise<void>;
  /** Lets a paused machine run, and a rewound one do again what it did, up to the present. Idempotent while booting or running. */
  resume(): Promise<void>;
  /**
   * Switches off and on again, from any phase but `loading`; resolves at the shell prompt. Refused where the machine was to
   * begin as a snapshot that was not read. Fails as `boot` does.
   */
  reset(): Promise<void>;
  /** Switches off, as pulling the plug does. Legal in every phase; idempotent when off. */
  powerOff(): Promise<void>;
  /** Key strokes on the console. Legal while booting, running or paused; resolves when queued. */
  type(text: string): Promise<void>;
  /**
   * Waits for text in the console's output after the last wait's match, escape sequences taken out, and resolves to
   * the text up to and with the match. Legal in every phase; several waits are served in order. Fails with `TimedOut`,
   * which quotes what was last seen, and with `GuestStopped`.
   */
  waitFor(text: string | RegExp, options?: WaitOptions): Promise<string>;
  /**
   * Types a command into the console's shell and resolves when its prompt is back. Legal while running. Fails with
   * `TimedOut`, and the command goes on running then; with `CommandIncomplete` when the shell waits for more of it, and
   * the command is abandoned then; with `GuestStopped`.
   */
  run(command: string, options?: WaitOptions): Promise<RunResult>;
  /** The visible console as text, lines joined by `\n`, trailing blanks cut. Legal in every phase. */
  screen(): Promise<string>;
  /** Legal in every phase; zeros before the machine is switched on, the last ones when it has stopped. */
  progress(): Promise<Progress>;
  /** The same of all that is counted. */
  counters(): Promise<Counters>;
  /**
   * Counts from here on; the clocks and `instructions` go on. A machine that is started from a snapshot counts from where it
   * did when it was frozen. Legal in every phase.
   */
  resetCounters(): Promise<void>;
  /**
   * Takes samples while the guest runs, until all who wanted them say otherwise; they slow it a little. Legal in every phase,
   * and idempotent; a machine that is switched on anew, or resumed, does as it was told. Fails with `ImageMissing` when the
   * disassembler cannot be fetched.
   */
  sample(on: boolean, by: SampledFor): Promise<void>;
  /**
   * Compiles hot code always or never, until told `auto`, switched on anew or resumed from a snapshot; `false` drops what was
   * compiled, so that all code is interpreted. Legal while booting, running or paused. Another value is a `TypeError`.
   */
  setJit(mode: JitMode): Promise<void>;
  /** What it can go back to. Legal while booting, running, paused or rewound. */
  timeline(): Promise<Timeline>;
  /**
   * Goes back, or forward, to an instant of its past, and stands there, or to the present, and runs on; resolves when it does,
   * and the guest time of `counters` is within a millisecond of it.
   * Legal while booting, running, paused or rewound. A time outside of `timeline` is a `RangeError`. A call that comes before
   * takes its place. Fails with `PastDiverged`, and with `MemoryRefused` where no past is kept, as `timeline` says. Commands that `run` waits for end with `GuestStopped`.
   */
  rewindTo(guestTimeNs: number): Promise<void>;
  /** Does again what it did, at the rate that is set, up to the present. Legal while rewound. Resolves when it has begun. */
  play(): Promise<void>;
  /**
   * Lives on from the instant at which it stands: what came after is kept as a snapshot first, unless that is not wanted. Legal while rewound. Fails
   * as `freeze` does, and stands where it stood then.
   */
  takeOver(options?: TakeOverOptions): Promise<void>;
  /**
   * Goes one step, and stands still there; in the past, along what was recorded, at most to the present. It is not reached
   * where it would take more than 50 million instructions, 10 s of guest time or 10 s of the host's, or where another verb
   * has ended it. Steps that are asked for together come one after the other. Legal while booting or running, where it pauses
   * first, paused and rewound. Fails with `PastDiverged`. Another target is a `TypeError`.
   */
  step(until: StepTarget): Promise<Step>;
  /**
   * Names an instant, for as long as it is remembered: the one at which it stands, unless told; another must be one that
   * `rewindTo` goes to, or it is a `RangeError`. 1 to 80 characters after blanks at its ends are cut, or a `RangeError`. Legal
   * as `timeline`.
   */
  bookmark(name: string, guestTimeNs?: number): Promise<TimelineMark>;
  /**
   * The console as it was at instants spread over all that is remembered, at most so many (1 to 60, or a `RangeError`), oldest
   * first. One that stays as it is is told once. Runs nothing again. Legal as `timeline`.
   */
  film(frames: number): Promise<readonly ConsoleFrame[]>;
  /**
   * Keeps a stretch of its past as a snapshot of kind `replay`: what it was at `fromNs`, or a little before, and all that came
   * to it up to `toNs`. Stands where it stood afterwards, and where it was broken off. Legal as `rewindTo`, and fails as that
   * does and as `freeze`, and with `Cancelled`: then nothing was kept.
   */
  recordReplay(
    fromNs: number,
    toNs: number,
    options?: FreezeOptions,
    how?: Cancellable,
  ): Promise<SnapshotInfo>;
  /**
   * How guest time goes against the host's: 0.001 to 1000, or as fast as it can (`max`); 0 pauses. Below 1 the processor is
   * slowed with it, above 1 idle time is compressed. A past that plays does so at that rate, too. Anything else is a
   * `RangeError`. Legal in every phase; but 0 as `pause` is. It stays over resets.
   */
  setRate(rate: Tempo['rate'] | 0): Promise<void>;
  /** The most instructions in a second of guest time, 10,000 or more, or a `RangeError`; nothing: no cap. Legal in every phase; it stays over resets. */
  setCpuCap(instructionsPerSecond?: number): Promise<void>;
  /** How guest time is wanted to go. */
  tempo(): Promise<Tempo>;
  /**
   * How much of the tab's memory its past may take, 16 MiB to 4 GiB, or a `RangeError`; 256 MiB unless told. 0: nothing of it is
   * kept, and what was is forgotten; if it stands there, once it has left it. Legal in every phase; it stays over resets.
   */
  setPastBudget(bytes: number): Promise<void>;
}
