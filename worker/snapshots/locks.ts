import { FailureError } from '#protocol/failure';

/** Keeps those who collect apart from those who read and write. Never taken twice by the same work. */
export interface LibraryLock {
  shared<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  exclusive<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** As `exclusive`; null, and nothing done, while anybody else has the lock. */
  exclusiveIfFree<Answer>(work: () => Promise<Answer>): Promise<Answer | null>;
}

/** A lock among all tabs and workers of this site. */
export function webLock(name: string): LibraryLock {
  const manager = (): LockManager => {
    // Pages from plain http have no locks, whatever the types say.
    const { locks } = navigator as { readonly locks?: LockManager };
    if (locks !== undefined) return locks;
    throw new FailureError(
      'StorageRefused',
      'This page came over plain http from another computer, where browsers switch off what keeps two tabs apart, so nothing was stored. Open it over https, or from this computer.',
    );
  };
  return {
    shared: async (work) => manager().request(name, { mode: 'shared' }, work),
    exclusive: async (work) => manager().request(name, work),
    exclusiveIfFree: async (work) =>
      manager().request(name, { ifAvailable: true }, async (lock) => (lock ? work() : null)),
  };
}

interface Waiting {
  readonly mode: 'shared' | 'exclusive';
  readonly enter: () => void;
}

interface LockState {
  readonly waiting: Waiting[];
  shared: number;
  isExclusive: boolean;
}

const states = new Map<string, LockState>();

/** A lock among all libraries of this process, first come, first served; for Node. */
export function processLock(name: string): LibraryLock {
  const state = states.get(name) ?? { waiting: [], shared: 0, isExclusive: false };
  states.set(name, state);
  const hold = async <Answer>(mode: Waiting['mode'], work: () => Promise<Answer>) => {
    await new Promise<void>((enter) => {
      state.waiting.push({ mode, enter });
      admit(state);
    });
    try {
      return await work();
    } finally {
      if (mode === 'shared') state.shared--;
      else state.isExclusive = false;
      admit(state);
    }
  };
  return {
    shared: (work) => hold('shared', work),
    exclusive: (work) => hold('exclusive', work),
    exclusiveIfFree: async (work) =>
      state.isExclusive || state.shared > 0 || state.waiting.length > 0
        ? null
        : hold('exclusive', work),
  };
}

function admit(state: LockState): void {
  for (;;) {
    const [next] = state.waiting;
    if (next === undefined || state.isExclusive) return;
    if (next.mode === 'exclusive' && state.shared > 0) return;
    state.waiting.shift();
    if (next.mode === 'shared') state.shared++;
    else state.isExclusive = true;
    next.enter();
  }
}
