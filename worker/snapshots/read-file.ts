import { createBLAKE3 } from 'hash-wasm';
import type { StoredMachine } from '#protocol/frozen-machine';
import { ArrivingFile } from './arriving-file.ts';
import { loadBlake3 } from './blake3.ts';
import { BodyReader } from './body-reader.ts';
import { fileDamaged } from './failures.ts';
import { PREFIX_BYTES, readHeader, readPrefix, TRAILER_BYTES } from './file-header.ts';
import { SnapshotFileReader } from './file-reader.ts';
import { MachineAssembly } from './machine-assembly.ts';

/**
 * Reads a machine straight from a snapshot's file, unpacked while it arrives. Whether the file is whole and unchanged is known
 * at its end; its chunks are then not compared with their names, too. Fails as `SnapshotFileReader` does, and
 * as the stream does when that breaks off.
 */
export async function readSnapshotFile(
  parts: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<StoredMachine> {
  const [blake3, hasher] = await Promise.all([loadBlake3(), createBLAKE3()]);
  const file = new ArrivingFile(parts, hasher.init());
  const { headerBytes, check } = readPrefix(await file.read(PREFIX_BYTES));
  const header = readHeader(await file.read(headerBytes), check, blake3);
  const unpacking = new DecompressionStream('gzip');
  const reader = new SnapshotFileReader(header, blake3, new BodyReader(unpacking.readable));
  const assembling = assemble(reader).finally(() => reader.close());
  const [assembled, passed] = await Promise.allSettled([
    assembling,
    file.passOn(unpacking.writable, TRAILER_BYTES),
  ]);
  if (passed.status === 'rejected') throw passed.reason;
  if (!file.matchesItsEnd) {
    throw fileDamaged('it does not match its checksum; it may be cut off or changed');
  }
  if (assembled.status === 'rejected') throw assembled.reason;
  return assembled.value;
}

async function assemble(file: SnapshotFileReader): Promise<StoredMachine> {
  const manifest = await file.manifest();
  const assembly = new MachineAssembly(manifest, null);
  await file.chunks(manifest, (chunk, raw) => assembly.take(chunk, raw), 'by the file');
  await file.images(async () => {});
  return assembly.finish();
}
