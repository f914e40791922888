import { toFailure } from '#protocol/failure';
import type { FrozenMachine, StoredMachine } from '#protocol/frozen-machine';
import type { Cancellable, SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { newUuid } from '#protocol/uuid';
import type { Blake3 } from './blake3.ts';
import { ChunkStore } from './chunk-store.ts';
import { baseMissing } from './failures.ts';
import { ImageStore } from './image-store.ts';
import { MachineAssembly } from './machine-assembly.ts';
import type { Manifest } from './manifest.ts';
import { checkedName, madeUpName } from './names.ts';
import { Progress } from './progress.ts';
import { Records } from './records.ts';
import type { Store } from './store.ts';
import { UnsavedNotes } from './unsaved.ts';
import { pageBytes, writeMachine } from './write-machine.ts';

/** Machines in the store: what of the library needs neither locks nor other tabs. */
export class MachineStore {
  readonly store: Store;
  readonly blake3: Blake3;
  readonly chunks: ChunkStore;
  readonly records: Records;
  readonly images: ImageStore;
  readonly unsaved: UnsavedNotes;

  constructor(store: Store, blake3: Blake3) {
    this.store = store;
    this.blake3 = blake3;
    this.chunks = new ChunkStore(store, blake3);
    this.records = new Records(store, blake3);
    this.images = new ImageStore(store);
    this.unsaved = new UnsavedNotes(store);
  }

  async write(frozen: FrozenMachine, how?: Cancellable): Promise<SnapshotInfo> {
    const name = frozen.name === null ? madeUpName(frozen.facts) : checkedName(frozen.name);
    const base = frozen.base === null ? null : await this.#base(frozen.base);
    const progress = new Progress(how, pageBytes(frozen));
    const to = { sink: this.chunks.sink(), blake3: this.blake3, progress };
    const written = await writeMachine(frozen, base, to);
    const fromBase = new Set(base?.chunks.map(([hash]) => hash));
    const reused = written.content.chunks.filter(([hash]) => fromBase.has(hash));
    if (!(await this.chunks.hasAll(reused.map(([hash]) => hash)))) throw baseMissing();
    // The last moment at which it can be broken off.
    await progress.advance(0);
    const manifest = {
      id: newId(),
      kind: frozen.kind,
      name,
      parent: frozen.parent,
      base: frozen.base,
      pauseMs: frozen.pauseMs,
      newBytes: written.newBytes,
      sharedBytes: written.sharedBytes,
      ...written.content,
    };
    return this.records.commit(manifest, frozen.writer);
  }

  async read(id: SnapshotId, have: SnapshotId | null): Promise<StoredMachine> {
    const manifest = await this.records.manifest(id);
    const assembly = new MachineAssembly(manifest, have && (await this.#orNull(have)));
    const { needed } = assembly;
    const refs = needed.flatMap((number) => manifest.chunks.slice(number, number + 1));
    let position = 0;
    for await (const raw of this.chunks.each(refs, await this.records.label(id))) {
      assembly.take(needed[position++] ?? 0, raw);
    }
    // Renamed, adopted: what became of a snapshot since is in its info.
    const { kind, parent } = await this.records.info(id);
    return { ...assembly.finish(), kind, parent };
  }

  async #base(id: SnapshotId): Promise<Manifest> {
    const base = await this.#orNull(id);
    if (base === null) throw baseMissing();
    return base;
  }

  /** A manifest, or null when it cannot be read: there is a way without it. */
  async #orNull(id: SnapshotId): Promise<Manifest | null> {
    return this.records.manifest(id).catch((error: unknown) => {
      const failure = toFailure(error);
      if (failure === null || failure.name === 'StorageRefused') throw error;
      return null;
    });
  }
}

/** A new snapshot's id. */
export function newId(): SnapshotId {
  // Safe: a UUID is what ids are.
  return newUuid() as SnapshotId;
}
