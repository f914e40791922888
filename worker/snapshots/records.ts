import { promisifyRequest } from 'idb-keyval';
import { toFailure } from '#protocol/failure';
import type { WriterId } from '#protocol/frozen-machine';
import {
  type LineageId,
  MANIFEST_KEY,
  type SnapshotId,
  type SnapshotInfo,
} from '#protocol/snapshots';
import type { Blake3 } from './blake3.ts';
import { checkManifest } from './check-manifest.ts';
import { missing, ownedElsewhere } from './failures.ts';
import { decodeInfo, encodeInfo, infoOf } from './info-record.ts';
import type { Manifest } from './manifest.ts';
import { decodeManifest, encodeManifest, isForeign } from './manifest-bytes.ts';
import { keysOf, type Store } from './store.ts';

/** Manifests, which make snapshots exist, and the info records beside them, which make lists quick. */
export class Records {
  readonly #store: Store;
  readonly #blake3: Blake3;

  constructor(store: Store, blake3: Blake3) {
    this.#store = store;
    this.#blake3 = blake3;
  }

  /** The infos of all snapshots that have a manifest, and the ids of those that have no readable info. */
  async infos(): Promise<{ infos: SnapshotInfo[]; unlisted: SnapshotId[] }> {
    const [ids, infos] = await this.#store.read((objects) =>
      Promise.all([idsIn(objects, 'manifest'), this.#infosIn(objects)]),
    );
    const listed = ids.flatMap((id) => infos.get(id) ?? []);
    return { infos: listed, unlisted: ids.filter((id) => !infos.has(id)) };
  }

  ids(): Promise<SnapshotId[]> {
    return this.#store.read((objects) => idsIn(objects, 'manifest'));
  }

  /** Reads a manifest. Fails with `SnapshotMissing`, `SnapshotDamaged`, `SnapshotForeign`. */
  async manifest(id: SnapshotId): Promise<Manifest> {
    const { label, bytes } = await this.#labelled(id);
    if (bytes === undefined) throw missing();
    return decodeManifest(bytes, label, this.#blake3);
  }

  /** How sentences about a snapshot begin. */
  async label(id: SnapshotId): Promise<string> {
    return (await this.#labelled(id)).label;
  }

  async info(id: SnapshotId): Promise<SnapshotInfo> {
    const known = await this.#store.read(async (objects) =>
      decodeInfo(await promisifyRequest(objects.get(infoKey(id))), id, this.#blake3),
    );
    return known ?? this.rebuildInfo(id);
  }

  /** Writes an info anew from its manifest. An `auto` one becomes `kept`, since the user may have kept it. */
  async rebuildInfo(id: SnapshotId): Promise<SnapshotInfo> {
    return this.#changeInfo(id, (info) => info);
  }

  async rename(id: SnapshotId, name: string): Promise<SnapshotInfo> {
    return this.#changeInfo(id, (info) => ({
      ...info,
      name,
      kind: info.kind === 'replay' ? 'replay' : 'kept',
    }));
  }

  /**
   * Makes a snapshot exist, on disk. An `auto` one takes the place of those of its lineage, foreign ones excepted;
   * children of what goes are then its parent's. A `writer` of one fails with `MachineElsewhere` when the lineage is another's.
   */
  async commit(draft: Manifest, writer: WriterId | null = null): Promise<SnapshotInfo> {
    checkManifest(JSON.parse(JSON.stringify(draft)));
    return this.#store.write('strict', async (objects) => {
      const owner: unknown = await promisifyRequest(objects.get(ownerKey(draft.facts.lineage)));
      if (draft.kind === 'auto' && owner !== undefined && owner !== writer) throw ownedElsewhere();
      const infos = draft.kind === 'auto' ? await this.#infosIn(objects) : new Map();
      const replaced = await withoutForeign(objects, autosOf(draft, infos));
      for (const info of replaced) this.#removeIn(objects, info.id, infos);
      const parent = replaced.find(({ id }) => id === draft.parent)?.parent;
      const manifest = parent === undefined ? draft : { ...draft, parent };
      const bytes = encodeManifest(manifest, this.#blake3);
      const info = infoOf(manifest, bytes.length);
      objects.put(bytes, manifestKey(manifest.id));
      objects.put(encodeInfo(info, this.#blake3), infoKey(manifest.id));
      return info;
    });
  }

  /** Makes somebody the only one whose `auto` snapshots of a lineage are committed. */
  async own(lineage: LineageId, writer: WriterId): Promise<void> {
    await this.#store.write('relaxed', (objects) => {
      objects.put(writer, ownerKey(lineage));
    });
  }

  /** Ends a snapshot; tells whether it was there. Where its children's new parent has no room, they keep the one that is gone. */
  async remove(id: SnapshotId): Promise<boolean> {
    const remove = (isAdopting: boolean) =>
      this.#store.write('strict', async (objects) => {
        const key = await promisifyRequest(objects.getKey(manifestKey(id)));
        this.#removeIn(objects, id, isAdopting ? await this.#infosIn(objects) : new Map());
        return key !== undefined;
      });
    try {
      return await remove(true);
    } catch (error) {
      if (toFailure(error)?.name !== 'StorageFull') throw error;
      return remove(false);
    }
  }

  #removeIn(objects: IDBObjectStore, id: SnapshotId, infos: Map<string, SnapshotInfo>): void {
    objects.delete(manifestKey(id));
    objects.delete(infoKey(id));
    const removed = infos.get(id);
    if (removed === undefined) return;
    infos.delete(id);
    for (const child of infos.values()) {
      if (child.parent !== id) continue;
      const adopted = { ...child, parent: removed.parent };
      infos.set(child.id, adopted);
      objects.put(encodeInfo(adopted, this.#blake3), infoKey(child.id));
    }
  }

  async #changeInfo(
    id: SnapshotId,
    change: (info: SnapshotInfo) => SnapshotInfo,
  ): Promise<SnapshotInfo> {
    return this.#store.write('strict', async (objects) => {
      const [bytes, stored] = await Promise.all([
        promisifyRequest<unknown>(objects.get(manifestKey(id))),
        promisifyRequest<unknown>(objects.get(infoKey(id))),
      ]);
      if (bytes === undefined) throw missing();
      const info = change(decodeInfo(stored, id, this.#blake3) ?? this.#fromManifest(id, bytes));
      objects.put(encodeInfo(info, this.#blake3), infoKey(id));
      return info;
    });
  }

  #fromManifest(id: SnapshotId, bytes: unknown): SnapshotInfo {
    const manifest = decodeManifest(bytes, `The snapshot ${id}`, this.#blake3);
    const info = infoOf(manifest, bytes instanceof Uint8Array ? bytes.length : 0);
    return info.kind === 'auto' ? { ...info, kind: 'kept' } : info;
  }

  async #labelled(id: SnapshotId): Promise<{ label: string; bytes: unknown }> {
    const [bytes, stored] = await this.#store.read((objects) =>
      Promise.all([
        promisifyRequest<unknown>(objects.get(manifestKey(id))),
        promisifyRequest<unknown>(objects.get(infoKey(id))),
      ]),
    );
    const name = decodeInfo(stored, id, this.#blake3)?.name;
    return { label: name === undefined ? `The snapshot ${id}` : `The snapshot “${name}”`, bytes };
  }

  async #infosIn(objects: IDBObjectStore): Promise<Map<string, SnapshotInfo>> {
    const [ids, records] = await Promise.all([
      idsIn(objects, 'info'),
      promisifyRequest<unknown[]>(objects.getAll(keysOf('info'))),
    ]);
    const infos = new Map<string, SnapshotInfo>();
    ids.forEach((id, position) => {
      const info = decodeInfo(records[position], id, this.#blake3);
      if (info !== null) infos.set(id, info);
    });
    return infos;
  }
}

function autosOf(draft: Manifest, infos: ReadonlyMap<string, SnapshotInfo>): SnapshotInfo[] {
  return [...infos.values()].filter(
    ({ id, kind, lineage }) =>
      kind === 'auto' && lineage === draft.facts.lineage && id !== draft.id,
  );
}

async function withoutForeign(
  objects: IDBObjectStore,
  infos: readonly SnapshotInfo[],
): Promise<SnapshotInfo[]> {
  const manifests = await Promise.all(
    infos.map(({ id }) => promisifyRequest<unknown>(objects.get(manifestKey(id)))),
  );
  return infos.filter((_, position) => !isForeign(manifests[position]));
}

async function idsIn(objects: IDBObjectStore, kind: 'manifest' | 'info'): Promise<SnapshotId[]> {
  const keys = await promisifyRequest(objects.getAllKeys(keysOf(kind)));
  // Safe: the library alone writes these keys, and puts an id there.
  return keys.map((key) => String(key).slice(kind.length + 1) as SnapshotId);
}

function manifestKey(id: SnapshotId): string {
  return `${MANIFEST_KEY}${id}`;
}

function ownerKey(lineage: LineageId): string {
  return `owner/${lineage}`;
}

function infoKey(id: SnapshotId): string {
  return `info/${id}`;
}
