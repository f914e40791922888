import { findImage } from '#images/catalog';
import {
  type FileLocations,
  frozenConfig,
  type MachineConfig,
  type ThawOptions,
} from '#protocol/machine';
import type { FrozenConfig, LineageId, SnapshotId } from '#protocol/snapshots';

/** How a machine comes to run the first time, and again after its worker was lost. */
export type MachineStart =
  | { readonly kind: 'boot'; readonly config: MachineConfig }
  /** From the file of such a machine at its prompt; booted where that cannot be used. */
  | { readonly kind: 'baked'; readonly config: MachineConfig; readonly location: string }
  /** `config` is what is shown until the machine itself tells. */
  | {
      readonly kind: 'snapshot';
      readonly config: FrozenConfig;
      readonly id: SnapshotId;
      /** Of the machine that goes on; a copy has another, which it tells. */
      readonly lineage: LineageId | null;
      readonly options: ThawOptions;
    };

/** Of a machine with default devices, where the page came with such a one at its prompt; null: it boots. */
export function bakedLocation(
  { image, memoryMiB, network, disk, cd }: Omit<FrozenConfig, 'name' | 'seed'>,
  { baked }: FileLocations,
): string | null {
  if (findImage(image) === undefined) return null;
  if (network !== 'virtio' || disk !== null || cd !== null) return null;
  return baked[`${image}-${memoryMiB}`] ?? null;
}

/** The quickest way to such a machine, or a cold boot where that was asked for. */
export function startOf(config: MachineConfig, files: FileLocations, cold = false): MachineStart {
  const location = cold ? null : bakedLocation(frozenConfig(config), files);
  return location === null ? { kind: 'boot', config } : { kind: 'baked', config, location };
}
