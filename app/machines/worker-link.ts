import * as Comlink from 'comlink';
import type { ConsolePort } from '#protocol/console';
import type { Progress } from '#protocol/counters';
import { FailureError } from '#protocol/failure';
import type {
  FileLocations,
  MachineApi,
  MachineConfig,
  Thawed,
  ThawOptions,
  ThawSource,
} from '#protocol/machine';
import { PendingCalls } from '#protocol/pending-calls';
import { connectMachine } from '../library/library.ts';
import { Heartbeat, POLL_MS } from './heartbeat.ts';
import { takeWorker } from './spare-worker.ts';

/** What one worker tells of itself beside the answers to calls. */
export interface LinkEvents {
  handleStatus: Parameters<MachineApi['watchStatus']>[0];
  handleKeeping: Parameters<MachineApi['watchKeeping']>[0];
  handleProgress(progress: Progress): void;
  /** Once, at most: the worker is gone, and every call that waited for it has been refused. */
  handleLost(failure: FailureError): void;
}

/** One machine's worker, from its start to its death. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #api: Comlink.Remote<MachineApi>;
  readonly #events: LinkEvents;
  readonly #calls = new PendingCalls();
  readonly #poll: ReturnType<typeof setInterval>;
  readonly #disconnectLibrary: () => void;
  #answered = false;
  #loading = true;

  constructor(name: string, events: LinkEvents) {
    this.#events = events;
    this.#worker = takeWorker(name);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      // A script that could not be fetched gives no reason; one that throws does.
      if (!this.#answered && !event.message) {
        this.#fail(
          `The page's program for machines could not be fetched, and ${name} was not started. Check the connection, then start it again.`,
        );
        return;
      }
      this.#lose(
        `The worker that runs this machine crashed (${event.message || 'no reason given'}).`,
      );
    };
    this.#worker.onmessageerror = () => {
      this.#lose('The worker that runs this machine sent something unreadable.');
    };
    this.#api = Comlink.wrap<MachineApi>(this.#worker);
    this.#poll = this.#startPolling();
    void this.#api.watchStatus(
      Comlink.proxy((status) => {
        this.#answered = true;
        this.#loading = status.phase === 'loading';
        if (!this.#calls.ended) events.handleStatus(status);
      }),
    );
    void this.#api.watchKeeping(
      Comlink.proxy((keeping) => {
        if (!this.#calls.ended) events.handleKeeping(keeping);
      }),
    );
    this.#disconnectLibrary = connectMachine((port) => {
      void this.#api.connectLibrary(Comlink.transfer(port, [port]));
    });
  }

  boot(config: MachineConfig, files: FileLocations): Promise<void> {
    return this.call((api) => api.boot(config, files));
  }

  thaw(source: ThawSource, options: ThawOptions, files: FileLocations): Promise<Thawed> {
    return this.call((api) => api.thaw(source, options, files));
  }

  openConsole(): ConsolePort {
    const { port1, port2 } = new MessageChannel();
    if (!this.#calls.ended) {
      // Safe: a MessagePort has these members; its DOM types only name more than they need.
      const port = port2 as ConsolePort;
      void this.#api.openConsole(Comlink.transfer(port, [port2]));
    }
    // Safe: as above.
    return port1 as ConsolePort;
  }

  /** The worker's answer, or `WorkerLost` when it dies first. */
  call<Answer>(verb: (api: Comlink.Remote<MachineApi>) => Promise<Answer>): Promise<Answer> {
    return this.#calls.race(() => verb(this.#api));
  }

  /** Ends the worker and refuses what waits for it. */
  end(failure: FailureError): void {
    if (this.#calls.ended) return;
    clearInterval(this.#poll);
    this.#disconnectLibrary();
    this.#worker.terminate();
    this.#calls.end(failure);
  }

  #lose(what: string): void {
    this.#fail(
      `${what} What ran in it and was not saved is lost; the text on its console is what it last showed. Start it again.`,
    );
  }

  #fail(message: string): void {
    if (this.#calls.ended) return;
    const failure = new FailureError('WorkerLost', message);
    this.end(failure);
    this.#events.handleLost(failure);
  }

  #startPolling(): ReturnType<typeof setInterval> {
    const heartbeat = new Heartbeat();
    let askedAt = performance.now();
    let asking = false;
    return setInterval(() => {
      const now = performance.now();
      const visible = document.visibilityState === 'visible';
      const silent = heartbeat.tick(now - askedAt, visible, this.#loading);
      askedAt = now;
      if (silent) this.#lose('The worker that runs this machine has stopped answering.');
      if (asking || this.#calls.ended) return;
      asking = true;
      void this.#api.progress().then((progress) => {
        asking = false;
        heartbeat.handleAnswer();
        if (!this.#calls.ended) this.#events.handleProgress(progress);
      });
    }, POLL_MS);
  }
}
