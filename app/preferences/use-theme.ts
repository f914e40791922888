import { useSyncExternalStore } from 'react';
import { type Theme, usePreferences } from './preferences.ts';

/** The sets of tokens there are. */
export type TokenSet = Exclude<Theme, 'system'>;

let inForce: TokenSet = 'light';
const listeners = new Set<() => void>();

/** The set of tokens in force, which `applyTheme` has put on the page before. */
export function useTheme(): TokenSet {
  return useSyncExternalStore(watchTheme, () => inForce);
}

/** Keeps the page's tokens those of the preference and of the system from now on. */
export function applyTheme(): void {
  const apply = (): void => {
    inForce = resolveTheme(usePreferences.getState().theme, systemIsDark());
    document.documentElement.dataset['theme'] = inForce;
    for (const listener of listeners) listener();
  };
  apply();
  usePreferences.subscribe(apply);
  window.matchMedia(SYSTEM).addEventListener('change', apply);
}

function watchTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function resolveTheme(theme: Theme, systemDark: boolean): TokenSet {
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

const SYSTEM = '(prefers-color-scheme: dark)';

function systemIsDark(): boolean {
  return window.matchMedia(SYSTEM).matches;
}
