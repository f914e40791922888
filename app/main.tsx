import '@xterm/xterm/css/xterm.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { IMAGES } from '#images/catalog';
import { defaultConfig } from './machines/machine-config.ts';
import { publishSnowglobe } from './machines/snowglobe.ts';
import { start } from './machines/verbs.ts';
import { BugBoundary } from './notices/BugBoundary.tsx';
import { watchUncaught } from './notices/notices.ts';
import { Page } from './Page.tsx';
import { loadPreferences } from './preferences/preferences.ts';
import { applyTheme } from './preferences/use-theme.ts';
import { followVisibleHeight } from './visible-height.ts';

/** Longer than storage takes, shorter than anybody waits: then the page shows without what was kept. */
const PREFERENCES_WAIT_MS = 250;

watchUncaught();
publishSnowglobe();

// The machine boots while the page is still being drawn.
const [image] = IMAGES;
if (image !== undefined) start(defaultConfig(image, image.id));

followVisibleHeight();
applyTheme();
await Promise.race([
  loadPreferences(),
  new Promise((resolve) => setTimeout(resolve, PREFERENCES_WAIT_MS)),
]);

const host = document.getElementById('page');
if (host === null) throw new Error('index.html has no element "page".');
createRoot(host).render(
  <BugBoundary>
    <Page />
  </BugBoundary>,
);
