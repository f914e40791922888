import '@xterm/xterm/css/xterm.css';
import { createRoot } from 'react-dom/client';
import { BugBoundary } from './notices/BugBoundary.tsx';
import { Page } from './Page.tsx';

/** Longer than storage takes, shorter than anybody waits: then the page shows without what was kept. */
const PREFERENCES_WAIT_MS = 250;

/** Draws the page into `host` from now on, once the preferences that were kept have been read. */
export async function draw(host: HTMLElement, preferences: Promise<void>): Promise<void> {
  await Promise.race([
    preferences,
    new Promise((resolve) => setTimeout(resolve, PREFERENCES_WAIT_MS)),
  ]);
  createRoot(host).render(
    <BugBoundary>
      <Page />
    </BugBoundary>,
  );
}
