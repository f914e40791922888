import { useSyncExternalStore } from 'react';
import { type Theme, usePreferences } from './preferences.ts';

/** The sets of tokens there are. */
export type TokenSet = Exclude<Theme, 'system'>;

/** The set of tokens in force, which `applyTheme` has put on the page before. */
export function useTheme(): TokenSet {
  const theme = usePreferences((state) => state.theme);
  const dark = useSyncExternalStore(watchSystem, systemIsDark);
  return resolveTheme(theme, dark);
}

/** Keeps the page's tokens those of the preference and of the system from now on. */
export function applyTheme(): void {
  const apply = (): void => {
    const set = resolveTheme(usePreferences.getState().theme, systemIsDark());
    document.documentElement.dataset['theme'] = set;
  };
  apply();
  usePreferences.subscribe(apply);
  watchSystem(apply);
}

function resolveTheme(theme: Theme, systemDark: boolean): TokenSet {
  if (theme !== 'system') return theme;
  return systemDark ? 'dark' : 'light';
}

const SYSTEM = '(prefers-color-scheme: dark)';

function systemIsDark(): boolean {
  return window.matchMedia(SYSTEM).matches;
}

function watchSystem(listener: () => void): () => void {
  const query = window.matchMedia(SYSTEM);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
