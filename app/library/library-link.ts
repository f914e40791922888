import * as Comlink from 'comlink';
import { FailureError } from '#protocol/failure';
import { PendingCalls } from '#protocol/pending-calls';
import type { LibraryApi } from '#protocol/snapshots';

/** A library that erred and then says nothing for so long is dead. */
const PROBE_LIMIT_MS = 5000;

/** What the library's worker tells of itself beside the answers to calls. */
export interface LibraryEvents {
  /** The worker runs. */
  handleStart(): void;
  /** The list has changed, by this tab or another. */
  handleChange(): void;
  /** A bug in the worker that it survived. */
  handleBug(error: unknown): void;
  /** Once, at most: the worker is gone, and every call that waited for it has been refused. */
  handleLost(failure: FailureError): void;
}

/** The library's worker, from its start to its death. */
export class LibraryLink {
  readonly #worker: Worker;
  readonly #api: Comlink.Remote<LibraryApi>;
  readonly #events: LibraryEvents;
  readonly #calls = new PendingCalls();
  #answered = false;

  constructor(events: LibraryEvents) {
    this.#events = events;
    this.#worker = new Worker(new URL('../../worker/library-worker.ts', import.meta.url), {
      type: 'module',
      name: 'library',
    });
    this.#worker.onerror = (event) => {
      event.preventDefault();
      if (!this.#answered && !event.message) {
        this.#fail(
          'The page’s program for snapshots could not be fetched, so for now none can be shown or made, and machines run on unsaved. Check the connection: it is tried again every few seconds.',
        );
        return;
      }
      events.handleBug(event.error ?? new Error(event.message || 'no reason given'));
      void this.#probe();
    };
    this.#api = Comlink.wrap<LibraryApi>(this.#worker);
    void this.#api.watch(Comlink.proxy(() => events.handleChange())).then(() => {
      this.#answered = true;
      events.handleStart();
    });
  }

  /** The worker's answer, or `WorkerLost` when it dies first. */
  call<Answer>(verb: (api: Comlink.Remote<LibraryApi>) => Promise<Answer>): Promise<Answer> {
    return this.#calls.race(() => verb(this.#api));
  }

  /** Serves a machine's worker on a port. */
  serve(port: MessagePort): void {
    if (!this.#calls.ended) void this.#api.serve(Comlink.transfer(port, [port]));
  }

  /** Tells a worker that erred and lives from one that is dead. */
  async #probe(): Promise<void> {
    const silence = setTimeout(
      () =>
        this.#fail(
          'The worker that keeps snapshots crashed. What is in storage is whole, and the machines run on. It is started again; what was just being saved, read or changed is refused and can be asked for again.',
        ),
      PROBE_LIMIT_MS,
    );
    await this.#api.watch(Comlink.proxy(() => {})).catch(() => {});
    clearTimeout(silence);
  }

  #fail(message: string): void {
    if (this.#calls.ended) return;
    const failure = new FailureError('WorkerLost', message);
    this.#worker.terminate();
    this.#calls.end(failure);
    this.#events.handleLost(failure);
  }
}
