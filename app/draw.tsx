import '@xterm/xterm/css/xterm.css';
import { createRoot } from 'react-dom/client';
import { BugBoundary } from './notices/BugBoundary.tsx';
import { Page } from './Page.tsx';
import { loadPreferences } from './preferences/preferences.ts';

/** Longer than storage takes, shorter than anybody waits: then the page shows without what was kept. */
const PREFERENCES_WAIT_MS = 250;

/** Draws the page into `host` from now on, once the preferences that were kept are there. */
export async function draw(host: HTMLElement): Promise<void> {
  await Promise.race([
    loadPreferences(),
    new Promise((resolve) => setTimeout(resolve, PREFERENCES_WAIT_MS)),
  ]);
  createRoot(host).render(
    <BugBoundary>
      <Page />
    </BugBoundary>,
  );
}
