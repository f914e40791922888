import * as Comlink from 'comlink';
import type { MachineLibrary, StoredMachine } from '#protocol/frozen-machine';

/** Serves a library to a machine's worker; what it reads is moved there, not copied. */
export function serveMachine(library: MachineLibrary, port: MessagePort): void {
  const served: MachineLibrary = {
    write: (frozen, how) => library.write(frozen, how),
    read: async (id, have) => {
      const stored = await library.read(id, have);
      return Comlink.transfer(stored, buffersOf(stored));
    },
    importBaked: (file) => library.importBaked(file),
    own: (lineage, writer) => library.own(lineage, writer),
    noteUnsaved: (lineage, at) => library.noteUnsaved(lineage, at),
    imageFile: async (sha256) => {
      const file = await library.imageFile(sha256);
      return file && Comlink.transfer(file, [file.buffer]);
    },
  };
  Comlink.expose(served, port);
}

/** All buffers of a machine that may be transferred with it. */
export function buffersOf({ regions, modules }: StoredMachine): ArrayBuffer[] {
  const pages = Object.values(regions).map((region) => region.pages);
  return [
    ...pages.flatMap(({ numbers, contents }) => [numbers.buffer, contents.buffer]),
    ...modules.flatMap(({ code }) => (typeof code === 'number' ? [] : [code.buffer])),
  ];
}
