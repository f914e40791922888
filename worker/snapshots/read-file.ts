import type { StoredMachine } from '#protocol/frozen-machine';
import { SnapshotFileReader } from './file-reader.ts';
import { MachineAssembly } from './machine-assembly.ts';

/** Reads a machine straight from a snapshot's file, every chunk checked. Fails as `SnapshotFileReader` does. */
export async function readSnapshotFile(bytes: Uint8Array<ArrayBuffer>): Promise<StoredMachine> {
  const file = await SnapshotFileReader.open(new Blob([bytes]));
  try {
    const manifest = await file.manifest();
    const assembly = new MachineAssembly(manifest, null);
    await file.chunks(manifest, (chunk, raw) => assembly.take(chunk, raw));
    await file.images(async () => {});
    return assembly.finish();
  } finally {
    await file.close();
  }
}
