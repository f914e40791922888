import { create } from 'zustand';
import { toFailure } from '#protocol/failure';

/** Something the user should read: a failure's sentence, or a bug with its stack. */
export interface Notice {
  readonly key: number;
  readonly kind: 'failure' | 'bug';
  readonly message: string;
  readonly stack: string | null;
}

interface NoticesState {
  readonly notices: readonly Notice[];
}

/** More than these at once help nobody; the oldest goes. */
const MOST_NOTICES = 3;

let made = 0;

/** Read anywhere; written by the functions below. */
export const useNotices = create<NoticesState>(() => ({ notices: [] }));

/** Where everything that was thrown ends up: failures as their sentence, all else as a bug. */
export function report(error: unknown): void {
  const failure = toFailure(error);
  if (failure !== null) {
    add({ kind: 'failure', message: failure.message, stack: null });
  } else if (error instanceof Error) {
    add({ kind: 'bug', message: `${error.name}: ${error.message}`, stack: error.stack ?? null });
  } else {
    add({ kind: 'bug', message: String(error), stack: null });
  }
}

/** One sentence for the user about something that could not be done. */
export function say(message: string): void {
  add({ kind: 'failure', message, stack: null });
}

export function dismiss(key: number): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.key !== key),
  }));
}

/** Reports what nothing else caught. */
export function watchUncaught(): void {
  window.addEventListener('error', (event) => report(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => report(event.reason));
}

function add(notice: Omit<Notice, 'key'>): void {
  made++;
  const key = made;
  useNotices.setState(({ notices }) => {
    const others = notices.filter(({ message }) => message !== notice.message);
    return { notices: [...others, { ...notice, key }].slice(-MOST_NOTICES) };
  });
}
