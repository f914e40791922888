import './styles/tokens.css';
import './styles/base.css';
import { followLibrary } from './library/store.ts';
import { tellLost } from './library/tell-lost.ts';
import { keepOnLeave } from './machines/keep-on-leave.ts';
import { publishSnowglobe } from './machines/snowglobe.ts';
import { startSpareWorker } from './machines/spare-worker.ts';
import { watchUncaught } from './notices/notices.ts';
import { openPage } from './opening/opening.ts';
import { loadPreferences } from './preferences/preferences.ts';
import { applyTheme } from './preferences/use-theme.ts';
import { followVisibleHeight } from './visible-height.ts';

watchUncaught();
startSpareWorker();
publishSnowglobe();
followLibrary();
tellLost();
keepOnLeave();

// The machine starts while the far larger rest of the page is still being fetched and drawn.
void openPage();

followVisibleHeight();
applyTheme();
const preferences = loadPreferences();

const host = document.getElementById('page');
if (host === null) throw new Error('index.html has no element "page".');
try {
  const { draw } = await import('./draw.tsx');
  await draw(host, preferences);
} catch (error) {
  reportError(error);
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  sentence.textContent =
    'The part of this page that draws it could not be fetched or started, so there is nothing to see. Check the connection, then reload.';
  host.replaceChildren(sentence);
}
