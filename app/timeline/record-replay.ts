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
  const { id } = await client.call((api) =>
    api.recordReplay(fromNs, toNs, options, cancellable(signal, onProgress)),
  );
  const packing = cancellable(signal, (progress) => onProgress?.({ ...progress, step: 'packing' }));
  try {
    return await askLibrary((api) => api.export(id, fileLocations(), undefined, packing));
  } catch (error) {
    // Who has broken it off wants none of it.
    if (signal?.aborted) await askLibrary((api) => api.delete(id));
    throw error;
  }
}
