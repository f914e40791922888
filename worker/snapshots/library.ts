import { toFailure } from '#protocol/failure';
import type {
  FrozenMachine,
  MachineLibrary,
  StoredMachine,
  WriterId,
} from '#protocol/frozen-machine';
import type { FileLocations } from '#protocol/machine';
import {
  type Cancellable,
  type Comparison,
  type ExportOptions,
  LIBRARY_NAME,
  type LibraryApi,
  type LineageId,
  type SnapshotId,
  type SnapshotInfo,
  type StorageUse,
  type UnreadableSnapshot,
  type Verified,
} from '#protocol/snapshots';
import { Announcements } from './announcements.ts';
import { loadBlake3 } from './blake3.ts';
import { collect } from './collect.ts';
import { Collector } from './collector.ts';
import { compareSnapshots } from './compare.ts';
import { exportFile, type FetchFile } from './export-file.ts';
import { importBaked, importFile } from './import-file.ts';
import type { LibraryLock } from './locks.ts';
import { serveMachine } from './machine-port.ts';
import { MachineStore } from './machine-store.ts';
import { checkedName } from './names.ts';
import type { Records } from './records.ts';
import { storageUse } from './storage-use.ts';
import { openStore, Store, type UseDurableStore } from './store.ts';
import { survey } from './survey.ts';
import { verify } from './verify.ts';

/** Some time after its start a library looks for what earlier ones left behind. */
const FIRST_COLLECTION_MS = 20_000;
const AFTER_DELETE_MS = 5_000;
const AFTER_REPLACE_MS = 60_000;

/** A machine as stock v86 restores it. */
export type ExportV86State = (stored: StoredMachine) => {
  readonly state: Uint8Array<ArrayBuffer>;
  readonly options: object;
};

/** What a library works with. */
export interface LibraryHost {
  readonly fetchFile: FetchFile;
  readonly exportV86State: ExportV86State;
  readonly lock: LibraryLock;
  /** The machines that some tab has; none, unless told. */
  runningMachines?(): Promise<readonly LineageId[]>;
  /** Collects without being asked; false for short-lived processes. */
  readonly collectsByItself: boolean;
  /** Name of database and channel; the page's own unless told. */
  readonly name?: string;
  /** Access to the store; IndexedDB's unless told. */
  readonly store?: UseDurableStore;
}

/** The snapshots of this browser, for the page and for machines' workers. */
export class Library implements LibraryApi, MachineLibrary {
  readonly #host: LibraryHost;
  readonly #machines: Promise<MachineStore>;
  readonly #announcements: Announcements;
  readonly #collector: Collector;
  readonly #bakedInUse = new Set<SnapshotId>();
  #unreadable: readonly UnreadableSnapshot[] = [];

  constructor(host: LibraryHost) {
    this.#host = host;
    const name = host.name ?? LIBRARY_NAME;
    const store = new Store(host.store ?? openStore(name));
    this.#machines = loadBlake3().then((blake3) => new MachineStore(store, blake3));
    this.#announcements = new Announcements(name);
    this.#collector = new Collector(() => this.#collectIfFree());
    this.#collectSoon(FIRST_COLLECTION_MS);
  }

  async write(frozen: FrozenMachine, how?: Cancellable): Promise<SnapshotInfo> {
    const info = await this.#adding((machines) => machines.write(frozen, how));
    this.#announcements.announce();
    // What it took the place of.
    if (frozen.kind === 'auto') this.#collectSoon(AFTER_REPLACE_MS);
    return info;
  }

  async read(id: SnapshotId, have: SnapshotId | null = null): Promise<StoredMachine> {
    return this.#sharing((machines) => machines.read(id, have));
  }

  async importBaked(file: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#adding(async (machines) => {
      this.#bakedInUse.add(await importBaked(machines, new Blob([file])));
    });
  }

  async own(lineage: LineageId, writer: WriterId): Promise<void> {
    await (await this.#machines).records.own(lineage, writer);
  }

  async noteUnsaved(lineage: LineageId, at: number | null): Promise<void> {
    await (await this.#machines).unsaved.set(lineage, at);
  }

  async unsavedAt(lineage: LineageId): Promise<number | null> {
    return (await this.#machines).unsaved.get(lineage);
  }

  async forgetUnsaved(lineage: LineageId): Promise<void> {
    await this.noteUnsaved(lineage, null);
  }

  async takeLost(): Promise<number | null> {
    const { records, unsaved } = await this.#machines;
    // First: a machine that is saved and let go of meanwhile is known by its snapshot.
    const running = (await this.#host.runningMachines?.()) ?? [];
    const { infos, unlisted } = await records.infos();
    // Whose those are is not known.
    if (unlisted.length > 0) return null;
    return unsaved.takeOthers(new Set([...running, ...infos.map(({ lineage }) => lineage)]));
  }

  async imageFile(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#sharing(({ images }) => images.get(sha256));
  }

  async list(): Promise<readonly SnapshotInfo[]> {
    const { records } = await this.#machines;
    await this.#forgetMended(records);
    const { infos, unlisted } = await records.infos();
    for (const id of unlisted) {
      const info = await orNull(records.rebuildInfo(id));
      if (info !== null) infos.push(info);
    }
    const unreadable = new Set(this.#unreadable.map(({ id }) => id));
    return infos
      .filter(({ id, kind }) => kind !== 'baked' && !unreadable.has(id))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }

  async damaged(): Promise<readonly UnreadableSnapshot[]> {
    const { records } = await this.#machines;
    this.#noteUnreadable(await survey(records, () => {}));
    return this.#unreadable;
  }

  async delete(id: SnapshotId): Promise<void> {
    if (!(await this.#sharing(({ records }) => records.remove(id)))) return;
    this.#announcements.announce();
    this.#collectSoon(AFTER_DELETE_MS);
  }

  async rename(id: SnapshotId, name: string): Promise<void> {
    const checked = checkedName(name);
    await this.#sharing(({ records }) => records.rename(id, checked));
    this.#announcements.announce();
  }

  async export(
    id: SnapshotId,
    files: FileLocations,
    options?: ExportOptions,
    how?: Cancellable,
  ): Promise<Blob> {
    const { fetchFile } = this.#host;
    return this.#sharing((machines) =>
      exportFile(machines, id, { files, fetchFile }, options, how),
    );
  }

  async exportV86State(id: SnapshotId): Promise<{ state: Blob; options: object }> {
    const { state, options } = this.#host.exportV86State(await this.read(id));
    return { state: new Blob([state]), options };
  }

  async import(file: Blob, how?: Cancellable): Promise<SnapshotInfo> {
    const info = await this.#adding((machines) => importFile(machines, file, how));
    this.#announcements.announce();
    return info;
  }

  async verify(id: SnapshotId, how?: Cancellable): Promise<Verified> {
    return this.#sharing((machines) => verify(machines, id, how));
  }

  async compare(a: SnapshotId, b: SnapshotId): Promise<Comparison> {
    return this.#sharing((machines) => compareSnapshots(machines, [a, b]));
  }

  async storage(): Promise<StorageUse> {
    return storageUse((await this.#machines).records);
  }

  async collect(): Promise<number> {
    return this.#host.lock.exclusive(() => this.#collect());
  }

  watch(listener: () => void): void {
    this.#announcements.watch(listener);
  }

  serve(port: MessagePort): void {
    serveMachine(this, port);
  }

  async #sharing<Answer>(work: (machines: MachineStore) => Promise<Answer>): Promise<Answer> {
    const machines = await this.#machines;
    return this.#host.lock.shared(() => work(machines));
  }

  /** Work that adds chunks and then a snapshot: when it fails, the chunks are collected. */
  async #adding<Answer>(work: (machines: MachineStore) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#sharing(work);
    } catch (error) {
      if (this.#host.collectsByItself) this.#collector.soon(0, true);
      throw error;
    }
  }

  #collectSoon(afterMs: number): void {
    if (this.#host.collectsByItself) this.#collector.soon(afterMs);
  }

  async #collectIfFree(): Promise<boolean> {
    return (await this.#host.lock.exclusiveIfFree(() => this.#collect())) !== null;
  }

  async #collect(): Promise<number> {
    const { store, records } = await this.#machines;
    const { freedBytes, unreadable } = await collect(store, records, this.#bakedInUse);
    this.#noteUnreadable(unreadable);
    return freedBytes;
  }

  /** An import, here or in another tab, mends what was found unreadable. */
  async #forgetMended(records: Records): Promise<void> {
    if (this.#unreadable.length === 0) return;
    const mended = new Set<SnapshotId>();
    const ids = this.#unreadable.map(({ id }) => id);
    await survey(records, ({ id }) => mended.add(id), ids);
    this.#unreadable = this.#unreadable.filter(({ id }) => !mended.has(id));
  }

  #noteUnreadable(unreadable: readonly UnreadableSnapshot[]): void {
    const known = new Set(this.#unreadable.map(({ id }) => id));
    const isNews = unreadable.length !== known.size || unreadable.some(({ id }) => !known.has(id));
    this.#unreadable = unreadable;
    if (isNews) this.#announcements.announce();
  }
}

/** Null for an expected failure. */
async function orNull<Answer>(work: Promise<Answer>): Promise<Answer | null> {
  try {
    return await work;
  } catch (error) {
    if (toFailure(error) === null) throw error;
    return null;
  }
}
