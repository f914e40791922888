import type { Progress } from '#protocol/counters';
import { type Failure, FailureError, toFailure } from '#protocol/failure';
import type {
  FrozenMachine,
  MachineLibrary,
  StoredMachine,
  WriterId,
} from '#protocol/frozen-machine';
import type { KeepStatus } from '#protocol/machine';
import type {
  Cancellable,
  LineageId,
  SnapshotId,
  SnapshotInfo,
  SnapshotKind,
} from '#protocol/snapshots';
import { newUuid } from '#protocol/uuid';
import { Autosave } from './autosave.ts';
import { notSaved } from './ends.ts';
import { newOrigin, type Origin } from './origin.ts';

/** How long after a save that failed it is tried again. */
const RETRY_MS = 10_000;

/**
 * How long after its beginning the library gets the file that a machine began from, which takes it two seconds: what somebody does
 * first is then saved as quickly as all else. Until then the page is busy being drawn.
 */
const PREPARE_MS = 3000;

/** How often it is noted that there are changes that are not saved. */
const NOTE_EVERY_MS = 2000;

/** A machine at one instant, as it is given to the library but for its place there. */
export type TakenMachine = Omit<FrozenMachine, 'kind' | 'name' | 'parent' | 'base' | 'writer'>;

/** The machine that is kept. */
export interface KeptMachine {
  /** Null while there is nothing that could be frozen. */
  progress(): Progress | null;
  /** It shows its past: to take its present it would have to go there and back. */
  isInPast(): boolean;
  /** Takes it at this instant: what changed since it was taken last, or all of it. Fails as `MachineApi.freeze` does. */
  take(pages: 'changes' | 'whole'): Promise<TakenMachine>;
  /** What was taken is kept under a name that somebody wanted it to have. */
  noteKept(taken: TakenMachine, name: string): void;
  /** Hears of a bug that kept it from saving itself; it runs on. */
  noteBug(error: unknown): void;
}

/** Keeps one machine: freezes it when asked, and saves it by itself once it has been used. */
export class Keeper {
  readonly #machine: KeptMachine;
  readonly #autosave: Autosave;
  // Safe: a UUID is what writers' ids are.
  readonly #writer = newUuid() as WriterId;
  readonly #listeners: ((status: KeepStatus) => void)[] = [];
  #library: MachineLibrary | null = null;
  #origin: Origin = newOrigin();
  #queue: Promise<void> = Promise.resolve();
  #preparing: Promise<void> | undefined;
  #savedAt: number | null = null;
  /** How long it had run when it was saved last; less than nothing, where it was switched on anew since. */
  #savedRanMs = 0;
  #ranMs = 0;
  #notedAt = 0;
  #saving = 0;
  #failure: Failure | null = null;
  #failedAt = Number.NEGATIVE_INFINITY;
  #told: KeepStatus | null = null;

  constructor(machine: KeptMachine) {
    this.#machine = machine;
    this.#autosave = new Autosave({
      progress: () => machine.progress(),
      isKept: () => this.#savedAt !== null,
      save: async () => {
        const isTooSoon = Date.now() - this.#failedAt < RETRY_MS;
        if (this.#saving === 0 && !isTooSoon && !machine.isInPast()) await this.keep();
      },
      noteUnsaved: () => this.#noteUnsaved(),
      nowMs: () => Date.now(),
    });
  }

  get lineage(): LineageId {
    return this.#origin.lineage;
  }

  /** The snapshot whose pages the machine and the library have in common. */
  get base(): SnapshotId | null {
    return this.#origin.base;
  }

  /** Fails with `StorageRefused` when there is none. */
  get library(): MachineLibrary {
    if (this.#library !== null) return this.#library;
    throw new FailureError(
      'StorageRefused',
      'This machine has no library of snapshots, so it cannot be kept or brought back.',
    );
  }

  /** A file that came with a snapshot; null where there is none, or no library. */
  imageFile(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#library?.imageFile(sha256) ?? Promise.resolve(null);
  }

  connect(library: MachineLibrary): void {
    this.#library = library;
  }

  watch(listener: (status: KeepStatus) => void): void {
    this.#listeners.push(listener);
    listener(this.#status());
  }

  /** Somebody has used the machine: from now on it saves itself. */
  noteUse(): void {
    this.#autosave.noteUse();
    this.#noteUnsaved();
  }

  /** The machine has written something. */
  noteOutput(): void {
    this.#autosave.noteChange();
  }

  /** Something in it would be lost if it ended now. */
  get unsaved(): boolean {
    return this.#machine.progress() !== null && (this.#autosave.changed || this.#saving > 0);
  }

  /** Milliseconds since 1970; null: never. */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  /** Others who may still write a machine that was claimed are shut out. */
  async own(lineage: LineageId): Promise<void> {
    await this.#library?.own(lineage, this.#writer).catch((error: unknown) => {
      // Storage that takes no more takes nothing from them either.
      if (toFailure(error) === null) throw error;
    });
  }

  /** The machine goes on from what was stored; `same`: it is the one that was, and saves itself as that did. */
  begin(origin: Origin, stored: StoredMachine, same: boolean): void {
    this.#origin = origin;
    this.#savedAt = same ? stored.facts.createdAt : null;
    this.#savedRanMs = this.#look();
    this.#autosave.noteSaved(this.#machine.progress(), false);
    if (same) this.#autosave.start();
    if (origin.bakedFile !== null) setTimeout(() => this.#prepare(), PREPARE_MS);
    this.#tell();
  }

  #prepare(): void {
    const { bakedFile } = this.#origin;
    // A save does it by itself.
    if (bakedFile === null || this.#saving > 0) return;
    // The first save tries it again, and tells.
    this.#preparing = this.#library?.importBaked(bakedFile).catch(() => {});
  }

  /** The machine was switched on anew: no snapshot has its pages. */
  noteNewPc(): void {
    this.#origin = { ...this.#origin, base: null, bakedFile: null };
    this.#autosave.noteOn();
    this.#savedRanMs -= this.#ranMs;
    this.#ranMs = 0;
  }

  /** Work that no freeze may come between. */
  inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#queue.then(work);
    this.#queue = answer.then(
      () => {},
      () => {},
    );
    return answer;
  }

  freeze(kind: SnapshotKind, name: string | null): Promise<SnapshotInfo> {
    // Who freezes a machine uses it: what it does from then on is kept, too.
    this.#autosave.start();
    return this.inTurn(() => this.#freeze(kind, name));
  }

  /** Keeps what a machine is in its present, from which it is about to be taken back: as a snapshot of its own. */
  async keepBranch(): Promise<void> {
    const { parent } = this.#origin;
    const time = new Date().toTimeString().slice(0, 8);
    await this.freeze('kept', `Before going back, ${time}`);
    // What comes now does not descend from it.
    this.#origin = { ...this.#origin, parent };
  }

  /** Keeps what a machine was, and did then: as a snapshot of its own, by which nothing of the present is saved. */
  keepReplay(
    name: string | null,
    take: KeptMachine['take'],
    how: Cancellable | undefined,
  ): Promise<SnapshotInfo> {
    return this.inTurn(() => this.#write('replay', name, take, how));
  }

  /** Saves the machine, after what is being saved, if something happened in it since; a failure is in the status. */
  async keep(): Promise<void> {
    if (this.#library === null) return;
    await this.inTurn(async () => {
      if (this.#machine.progress() === null || !this.#autosave.changed) return;
      await this.#freeze('auto', null).catch((error: unknown) => {
        if (toFailure(error) === null) this.#machine.noteBug(error);
      });
    });
  }

  /** Saves the machine as `keep` does, with what happens in it meanwhile; resolves to why it could not be, or null. */
  async keepAll(): Promise<Failure | null> {
    do await this.keep();
    while (this.unsaved && this.#library !== null && this.#failure === null);
    return this.unsaved ? this.#failure : null;
  }

  /** The machine goes on elsewhere: what is done with this one from now on is another's. */
  leave(): void {
    this.#autosave.stop();
    this.#origin = newOrigin();
    // Of the machine that went on elsewhere.
    this.#savedAt = null;
  }

  async #freeze(kind: SnapshotKind, name: string | null): Promise<SnapshotInfo> {
    const { lineage } = this;
    this.#saving++;
    this.#tell();
    try {
      const info = await this.#write(kind, name, (pages) => this.#machine.take(pages));
      this.#failure = null;
      this.#failedAt = Number.NEGATIVE_INFINITY;
      if (lineage === this.lineage) {
        this.#savedAt = info.createdAt;
        this.#noteSaved();
      }
      return info;
    } catch (error) {
      this.#failure = toFailure(error) ?? toFailure(notSaved(error));
      this.#failedAt = Date.now();
      throw error;
    } finally {
      this.#saving--;
      this.#tell();
    }
  }

  async #write(
    kind: SnapshotKind,
    name: string | null,
    take: KeptMachine['take'],
    how?: Cancellable,
  ): Promise<SnapshotInfo> {
    const { library } = this;
    const saves = kind !== 'replay';
    const writer = this.#writer;
    const { bakedFile } = this.#origin;
    if (bakedFile !== null) {
      await this.#preparing;
      await library.importBaked(bakedFile);
    }
    for (;;) {
      const origin = this.#origin;
      const { base, parent } = origin;
      const progress = this.#machine.progress();
      const ranMs = this.#look();
      if (saves) this.#autosave.noteSaved(progress, false);
      try {
        const taken = await take(base === null ? 'whole' : 'changes');
        const info = await library.write({ ...taken, kind, name, parent, base, writer }, how);
        if (kind === 'kept') this.#machine.noteKept(taken, info.name);
        const next = kind === 'kept' ? info.id : parent;
        if (this.#origin === origin) {
          this.#origin = { ...origin, base: info.id, parent: next, bakedFile: null };
          if (saves) this.#savedRanMs = ranMs;
        }
        return info;
      } catch (error) {
        // What was taken, or begun to be, is gone: the next freeze takes everything.
        this.#origin = { ...this.#origin, base: null };
        if (saves) this.#autosave.noteSaved(progress, true);
        if (base === null || toFailure(error)?.name !== 'BaseMissing') throw error;
      }
    }
  }

  #noteUnsaved(): void {
    this.#tell();
    if (Date.now() - this.#notedAt >= NOTE_EVERY_MS) this.#note(this.#unsavedAt());
  }

  /** What was done beside the save is not in it. */
  #noteSaved(): void {
    this.#note(this.#autosave.changed ? this.#unsavedAt() : null);
  }

  /** As long after its last save as it has run since: while it stands still, nothing can be lost. */
  #unsavedAt(): number {
    const unsavedMs = Math.max(0, this.#look() - this.#savedRanMs);
    return this.#savedAt === null ? Date.now() : this.#savedAt + unsavedMs;
  }

  /** How long it has run, as far as that is known. */
  #look(): number {
    this.#ranMs = this.#machine.progress()?.wallTimeMs ?? this.#ranMs;
    return this.#ranMs;
  }

  #note(at: number | null): void {
    this.#notedAt = at === null ? 0 : Date.now();
    // Storage that refuses this refuses the snapshot, too, and tells it there.
    this.#library?.noteUnsaved(this.lineage, at).catch(() => {});
  }

  #status(): KeepStatus {
    return {
      lineage: this.lineage,
      changed: this.#autosave.changed,
      saving: this.#saving > 0,
      savedAt: this.#savedAt,
      failure: this.#failure,
    };
  }

  #tell(): void {
    const status = this.#status();
    if (this.#told !== null && equal(this.#told, status)) return;
    this.#told = status;
    for (const listener of this.#listeners) listener(status);
  }
}

function equal(one: KeepStatus, other: KeepStatus): boolean {
  return (
    one.lineage === other.lineage &&
    one.changed === other.changed &&
    one.saving === other.saving &&
    one.savedAt === other.savedAt &&
    one.failure?.message === other.failure?.message
  );
}
