import { FailureError } from '#protocol/failure';
import { MAXIMUM } from './limits.ts';

/** A snapshot or file of which some part is not what was stored. `what` ends a sentence. */
export function damaged(label: string, what: string, cause?: unknown): FailureError {
  return new FailureError(
    'SnapshotDamaged',
    `${label} is damaged: ${what}. It cannot be used; nothing else was touched.`,
    { cause },
  );
}

/** A snapshot whose image's file in storage is not what was stored. */
export function imageDamaged(label: string, path: string): FailureError {
  return new FailureError(
    'SnapshotDamaged',
    `${label} is damaged: the file ${path} of its image, which came with it, does not match its SHA-256. It can be resumed only while this page has that file itself. Import the snapshot's file again, with the image's files in it.`,
  );
}

/** A snapshot that is not, or no longer, in the library. */
export function missing(): FailureError {
  return new FailureError(
    'SnapshotMissing',
    'This snapshot is not in the library: it may have been deleted, here or in another tab. Choose another one.',
  );
}

/** A format that this version does not know. */
export function foreign(label: string, version: number): FailureError {
  return new FailureError(
    'SnapshotForeign',
    `${label} has format version ${version}, which this version of Snowglobe does not know. Nothing was changed. Open it with a newer Snowglobe.`,
  );
}

/** A base that can no longer be written against. */
export function baseMissing(): FailureError {
  return new FailureError(
    'BaseMissing',
    'The snapshot that this one builds on is no longer in the library; all of the machine must be written.',
  );
}

/** A machine that another tab saves. */
export function ownedElsewhere(): FailureError {
  return new FailureError(
    'MachineElsewhere',
    'Another tab has taken this machine over and saves it there, so it was not saved from here. What it did here after it was saved last is lost.',
  );
}

/** A call that the user broke off. */
export function cancelled(): FailureError {
  return new FailureError('Cancelled', 'Broken off. Nothing was changed.');
}

/** A snapshot that does not fit into this computer's memory. */
export function memoryRefused(bytes: number, cause: unknown): FailureError {
  return new FailureError(
    'MemoryRefused',
    `The browser refused ${Math.ceil(bytes / 2 ** 20)} MiB of memory for part of the snapshot. Nothing was changed. Close other tabs, then try again.`,
    { cause },
  );
}

/** A machine whose pages lie in so many places that the list of them is beyond the format's limit. */
export function manifestTooLarge(bytes: number): FailureError {
  return new FailureError(
    'StorageRefused',
    `The list of what this snapshot is made of has ${Math.ceil(bytes / 2 ** 20)} MiB, and ${MAXIMUM.manifestBytes / 2 ** 20} MiB at most can be read again, so nothing was stored. A running machine runs on; a new one with less memory or a smaller disk can be frozen.`,
  );
}

/** What storage threw, as a failure where it is an expected one. */
export function fromStorage(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'QuotaExceededError') {
    return new FailureError(
      'StorageFull',
      'There is no room left in the storage that the browser gives this page, so this was not stored. Running machines run on and older snapshots are whole. Delete snapshots that are not needed, or free space on the disk, then try again.',
      { cause: error },
    );
  }
  return new FailureError(
    'StorageRefused',
    `The browser refused access to its storage (${error.name}: ${error.message}). Nothing was changed. Private windows and blocked site data do this; allow this page to store data, then reload it.`,
    { cause: error },
  );
}

/** A file that is not what was exported. */
export function fileDamaged(what: string, cause?: unknown): FailureError {
  return damaged('The file', what, cause);
}

/** A file of another kind. */
export function notSnapshot(): FailureError {
  return new FailureError(
    'FileNotSnapshot',
    'This file is not a snapshot: it does not begin as one. Nothing was imported. Choose a file that Snowglobe exported; their names end in .snowglobe.',
  );
}

/** A file that the browser cannot read. */
export function fileUnreadable(cause: unknown): FailureError {
  return new FailureError(
    'FileNotSnapshot',
    'The file could not be read: it may have been moved, changed or taken away. Nothing was imported. Choose it again.',
    { cause },
  );
}
