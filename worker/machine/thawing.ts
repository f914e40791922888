import { FailureError } from '#protocol/failure';
import { type FrozenFacts, PAGE_BYTES, type StoredMachine } from '#protocol/frozen-machine';
import type { FrozenConfig } from '#protocol/snapshots';
import type { FrozenEngine, Layer } from '../engine/engine.ts';
import { GuestDisk } from '../engine/guest-disk.ts';
import { thisEmulator } from '../engine/v86-parts.ts';
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
  const texts = readTexts(stored.texts);
  if (!texts || !regions.memory || !regions.devices) {
    throw new FailureError(
      'SnapshotDamaged',
      `The snapshot of ${facts.machine.name} lacks a part of the machine, so it was not resumed. Others are not affected: resume one of those.`,
    );
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

/** Disk and CD as a stored machine had them. */
export function storedDisks({ facts, regions }: StoredMachine): {
  readonly disk: GuestDisk | null;
  readonly cd: GuestDisk | null;
} {
  const make = (bytes: number | null, region: StoredMachine['regions']['disk']) => {
    if (bytes === null) return null;
    const disk = new GuestDisk(new Uint8Array(bytes));
    if (region) disk.put(region.pages);
    return disk;
  };
  return {
    disk: make(diskBytes(facts.machine), regions.disk),
    cd: make(facts.machine.cd?.bytes ?? null, regions.cd),
  };
}

function diskBytes({ disk }: FrozenConfig): number | null {
  if (disk === null) return null;
  return disk.kind === 'blank' ? disk.sizeMiB * MIB : disk.bytes;
}
