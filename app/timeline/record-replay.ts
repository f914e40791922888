import { toFailure } from '#protocol/failure';
import type { RecordOptions } from '#protocol/snowglobe';
import { cancellable } from '../library/cancellable.ts';
import { askLibrary } from '../library/library.ts';
import { fileLocations } from '../machines/file-locations.ts';
import type { MachineClient } from '../machines/machine-client.ts';

/** As `MachineHandle.recordReplay` has it. */
export async function recordReplay(
  client: MachineClient,
  fromNs: number,
  toNs: number,
  { signal, onProgress, ...options }: RecordOptions = {},
): Promise<Blob> {
  const recording = cancellable(signal, onProgress);
  const { id } = await client.call((api) => api.recordReplay(fromNs, toNs, options, recording));
  const packing = cancellable(signal, (progress) => onProgress?.({ ...progress, step: 'packing' }));
  try {
    return await askLibrary((api) => api.export(id, fileLocations(), undefined, packing));
  } catch (error) {
    // Who has broken it off wants none of it.
    if (toFailure(error)?.name === 'Cancelled') {
      await askLibrary((api) => api.delete(id)).catch(() => {});
    }
    throw error;
  }
}
