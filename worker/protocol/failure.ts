/** Every failure that users can meet, by name. */
export type FailureName =
  | 'ImageUnknown'
  | 'ImageMissing'
  | 'ImageDamaged'
  | 'PageInsecure'
  | 'MemoryOutOfRange'
  | 'MemoryRefused'
  | 'DeviceRefused'
  | 'WebAssemblyMissing'
  | 'EmulatorUnknown'
  | 'EmulatorCrashed'
  | 'GuestStopped'
  | 'NoPrompt'
  | 'CommandIncomplete'
  | 'NotInThisPhase'
  | 'TimedOut'
  | 'WorkerLost'
  | 'SnapshotMissing'
  | 'SnapshotDamaged'
  | 'SnapshotForeign'
  | 'FileNotSnapshot'
  | 'BaseMissing'
  | 'StorageFull'
  | 'StorageRefused'
  | 'NotSaved'
  | 'MachineElsewhere'
  | 'PastDiverged'
  | 'Cancelled';

/** A failure as data: its name is the code, its message a sentence for the user. */
export interface Failure {
  readonly name: FailureName;
  /** What happened, to which thing, what follows, what to do. */
  readonly message: string;
}

/** An expected failure on its way; crosses comlink with `name` and `message` only. */
export class FailureError extends Error {
  override readonly name: FailureName;

  constructor(name: FailureName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

const FAILURE_NAMES: Readonly<Record<FailureName, true>> = {
  ImageUnknown: true,
  ImageMissing: true,
  ImageDamaged: true,
  PageInsecure: true,
  MemoryOutOfRange: true,
  MemoryRefused: true,
  DeviceRefused: true,
  WebAssemblyMissing: true,
  EmulatorUnknown: true,
  EmulatorCrashed: true,
  GuestStopped: true,
  NoPrompt: true,
  CommandIncomplete: true,
  NotInThisPhase: true,
  TimedOut: true,
  WorkerLost: true,
  SnapshotMissing: true,
  SnapshotDamaged: true,
  SnapshotForeign: true,
  FileNotSnapshot: true,
  BaseMissing: true,
  StorageFull: true,
  StorageRefused: true,
  NotSaved: true,
  MachineElsewhere: true,
  PastDiverged: true,
  Cancelled: true,
};

/** Reads an error, thrown here or come through comlink, as a failure; `null` when it is a bug instead. */
export function toFailure(error: unknown): Failure | null {
  if (!(error instanceof Error) || !Object.hasOwn(FAILURE_NAMES, error.name)) return null;
  // Safe: the name was just found among the failures' names.
  return { name: error.name as FailureName, message: error.message };
}
