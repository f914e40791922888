import { FailureError, toFailure } from '#protocol/failure';
import { type FrozenFacts, PAGE_BYTES, type StoredMachine } from '#protocol/frozen-machine';
import type { FrozenConfig } from '#protocol/snapshots';
import type { FrozenEngine, Layer } from '../engine/frozen-engine.ts';
import { GuestDisk } from '../engine/guest-disk.ts';
import { thisEmulator } from '../engine/v86-parts.ts';
import { Wrong } from '../snapshots/shapes.ts';
import { textOf } from './ends.ts';
import { type MachineTexts, readTexts } from './snapshot-texts.ts';

const MIB = 2 ** 20;

/** A stored machine that can be thawed here. */
export interface Thawable {
  readonly stored: StoredMachine;
  readonly frozen: FrozenEngine;
  readonly texts: MachineTexts;
  readonly layer: Layer;
}

/** Reads what was stored. Fails with `SnapshotForeign` or `SnapshotDamaged`, before anything was touched. */
export function readThawable(stored: StoredMachine, sliceInstructions: number): Thawable {
  const { facts, regions, modules } = stored;
  const layer = layerOf(facts, sliceInstructions);
  const texts = readableTexts(stored);
  if (!regions.memory || !regions.devices) {
    throw damaged(facts.machine, 'lacks a part of the machine');
  }
  const { memory, devices } = regions;
  const frozen = {
    devices: { ...texts.devices, buffers: devices },
    memory,
    ram: facts.ram,
    modules,
    state: texts.engine,
  };
  return { stored, frozen, texts, layer };
}

function readableTexts({ facts, texts }: StoredMachine): MachineTexts {
  try {
    return readTexts(texts);
  } catch (cause) {
    if (!(cause instanceof Wrong)) throw cause;
    throw damaged(facts.machine, `is not what a machine writes: ${cause.message}`, cause);
  }
}

/** What is told of a snapshot that is not what a machine writes. `what` ends the beginning of a sentence. */
export function damaged({ name }: FrozenConfig, what: string, cause?: unknown): FailureError {
  return new FailureError(
    'SnapshotDamaged',
    `The snapshot of ${name} ${what}. It was not resumed, and nothing was changed; others are not affected, resume one of those.`,
    { cause },
  );
}

/** The exact layer is bound to the build of v86 and to what of ours lies in its memory. */
function layerOf({ emulator, machine, ram }: FrozenFacts, sliceInstructions: number): Layer {
  const own = thisEmulator(sliceInstructions);
  if (ram.pageCount * PAGE_BYTES !== machine.memoryMiB * MIB) {
    throw foreign(machine, `its memory is not the ${machine.memoryMiB} MiB that it says`);
  }
  if (emulator.stateVersion !== own.stateVersion) {
    throw foreign(
      machine,
      `it was made with v86 ${emulator.version}, whose states (version ${emulator.stateVersion}) this one, ${own.version}, cannot read`,
    );
  }
  const exact =
    emulator.sha256 === own.sha256 &&
    emulator.sliceInstructions === own.sliceInstructions &&
    emulator.exactVersion === own.exactVersion;
  return exact ? 'exact' : 'portable';
}

/** What is told of a snapshot that this Snowglobe cannot run. */
export function foreign({ name }: FrozenConfig, why: string): FailureError {
  return new FailureError(
    'SnapshotForeign',
    `The snapshot of ${name} cannot be resumed here: ${why}. Nothing was changed; open it with the Snowglobe that made it.`,
  );
}

/** What is told of a snapshot that a machine of other parts cannot become. */
export function otherParts({ name }: FrozenConfig): FailureError {
  return new FailureError(
    'SnapshotForeign',
    `This machine cannot become what the snapshot of ${name} is: its image, memory, disk, CD or network card is another. Nothing was changed; resume the snapshot as a new machine.`,
  );
}

/** What is told of a snapshot that could not be made a machine again, in place of an error that tells users nothing. */
export function unusable(machine: FrozenConfig, cause: unknown): unknown {
  if (toFailure(cause) !== null) return cause;
  if (cause instanceof RangeError) return memoryRefused(machine.name, { cause });
  const what = `has a part that the emulator does not take (${textOf(cause)})`;
  return damaged(machine, what, cause);
}

function memoryRefused(name: string, options: ErrorOptions): FailureError {
  return new FailureError(
    'MemoryRefused',
    `The browser did not give the memory for the snapshot of ${name}, so it was not resumed. Close other machines and tabs, then try again.`,
    options,
  );
}

/** Both may go on in one PC: it has the same parts. */
export function sameParts(one: FrozenConfig, other: FrozenConfig): boolean {
  return (
    one.image === other.image &&
    one.memoryMiB === other.memoryMiB &&
    one.network === other.network &&
    diskBytes(one) === diskBytes(other) &&
    one.cd?.bytes === other.cd?.bytes
  );
}

/** Disk and CD as a stored machine had them. Fails with `MemoryRefused`. */
export function storedDisks({ facts, regions }: StoredMachine): {
  readonly disk: GuestDisk | null;
  readonly cd: GuestDisk | null;
} {
  const make = (bytes: number | null, region: StoredMachine['regions']['disk']) => {
    if (bytes === null) return null;
    const disk = new GuestDisk(newMedium(facts.machine.name, bytes));
    if (region) disk.put(region.pages);
    return disk;
  };
  return {
    disk: make(diskBytes(facts.machine), regions.disk),
    cd: make(facts.machine.cd?.bytes ?? null, regions.cd),
  };
}

function newMedium(name: string, bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw memoryRefused(name, { cause });
  }
}

function diskBytes({ disk }: FrozenConfig): number | null {
  if (disk === null) return null;
  return disk.kind === 'blank' ? disk.sizeMiB * MIB : disk.bytes;
}
