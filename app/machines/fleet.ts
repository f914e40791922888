import type { MachineId, Thawed } from '#protocol/machine';
import { askLibrary, wakeLibrary } from '../library/library.ts';
import { report, say } from '../notices/notices.ts';
import { MachineClient } from './machine-client.ts';
import type { MachineStart } from './machine-start.ts';
import type { Pulse } from './pulse.ts';
import { type MachineEntry, type MachineNews, useMachines } from './store.ts';

type Unnumbered<News> = News extends MachineNews ? Omit<News, 'key'> : never;
type UnnumberedNews = Unnumbered<MachineNews>;

const clients = new Map<MachineId, MachineClient>();
let started = 0;
let newsMade = 0;

/** Machines come first: so long a machine that starts has the processor to itself before the library is started. */
const LIBRARY_WAITS_MS = 2000;

/** Starts one more machine and, unless told otherwise, brings it into focus; whatever else runs, goes on. */
export function startMachine(
  start: MachineStart,
  inFocus = true,
): {
  readonly client: MachineClient;
  /** Settles as `MachineApi.boot` or `thaw` does; null: it booted. */
  readonly begun: Promise<Thawed | null>;
} {
  started++;
  // Safe: this is the one place that makes machine ids.
  const id = `machine-${started}` as MachineId;
  const client = new MachineClient(id, start, {
    handleStatus: (status) => update(id, () => ({ status })),
    handleKeeping: (keeping) =>
      update(id, (entry) => {
        // The bar has no room for the sentence.
        if (keeping.failure !== null && entry.keeping?.failure === null)
          say(keeping.failure.message);
        return { keeping };
      }),
    handlePulse: (pulse) => setPulse(id, pulse),
    handleNature: (nature) => update(id, () => nature),
    handleNewLife: () => {
      update(id, ({ life }) => ({ life: life + 1, keeping: null, news: null }));
      setPulse(id, null);
    },
  });
  clients.set(id, client);
  const { config, lineage, status, keeping } = client;
  const entry: MachineEntry = {
    id,
    config,
    lineage,
    status,
    keeping,
    news: null,
    freezing: false,
    life: 1,
  };
  useMachines.setState(({ entries, focusedId }) => ({
    entries: [...entries, entry],
    focusedId: inFocus ? id : (focusedId ?? id),
  }));
  const begun = client.begin();
  if (start.kind === 'snapshot') wakeLibrary();
  else wakeLibraryAfter(begun);
  return { client, begun };
}

/** The first prompt is drawn by then: on two cores the library's start would hold it up. */
const PROMPT_DRAWN_MS = 700;

function wakeLibraryAfter(begun: Promise<unknown>): void {
  const wake = (): void => void wakeLibrary();
  const timer = setTimeout(wake, LIBRARY_WAITS_MS);
  void begun
    .catch(() => {})
    .then(() => {
      clearTimeout(timer);
      setTimeout(wake, PROMPT_DRAWN_MS);
    });
}

/** What is told beside a machine's console from now on; null: nothing. */
export function setNews(id: MachineId, news: UnnumberedNews | null): void {
  newsMade++;
  const key = newsMade;
  update(id, () => ({ news: news === null ? null : { ...news, key } }));
}

/** Whether the user has it frozen just now. */
export function setFreezing(id: MachineId, freezing: boolean): void {
  update(id, () => ({ freezing }));
}

/** Ends a machine and forgets it; the neighbour comes into focus. */
export function removeMachine(id: MachineId): void {
  const client = clients.get(id);
  client?.end();
  const keeping = client?.keeping;
  if (keeping?.changed && keeping.savedAt === null) {
    askLibrary((api) => api.forgetUnsaved(keeping.lineage)).catch(report);
  }
  clients.delete(id);
  setPulse(id, null);
  useMachines.setState(({ entries, focusedId }) => {
    const index = entries.findIndex((entry) => entry.id === id);
    const rest = entries.filter((entry) => entry.id !== id);
    if (focusedId !== id) return { entries: rest };
    return { entries: rest, focusedId: (rest[index] ?? rest.at(-1))?.id ?? null };
  });
}

export function focusMachine(id: MachineId): void {
  if (clients.has(id)) useMachines.setState({ focusedId: id });
}

/** The machine of that id, undefined once it was removed. */
export function clientOf(id: MachineId): MachineClient | undefined {
  return clients.get(id);
}

/** All machines, oldest first. */
export function allClients(): readonly MachineClient[] {
  return [...clients.values()];
}

function update(id: MachineId, change: (entry: MachineEntry) => Partial<MachineEntry>): void {
  useMachines.setState(({ entries }) => ({
    entries: entries.map((entry) => (entry.id === id ? { ...entry, ...change(entry) } : entry)),
  }));
}

function setPulse(id: MachineId, pulse: Pulse | null): void {
  useMachines.setState((state) => {
    const pulses = new Map(state.pulses);
    if (pulse === null) pulses.delete(id);
    else pulses.set(id, pulse);
    return { pulses };
  });
}
