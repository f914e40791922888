import './styles/tokens.css';
import './styles/base.css';
import { IMAGES } from '#images/catalog';
import { defaultConfig } from './machines/machine-config.ts';
import { publishSnowglobe } from './machines/snowglobe.ts';
import { start } from './machines/verbs.ts';
import { watchUncaught } from './notices/notices.ts';
import { applyTheme } from './preferences/use-theme.ts';
import { followVisibleHeight } from './visible-height.ts';

watchUncaught();
publishSnowglobe();

// The machine boots while the rest of the page, twenty times as large as this part, is still being fetched and drawn.
const [image] = IMAGES;
if (image !== undefined) start(defaultConfig(image, image.id));

followVisibleHeight();
applyTheme();

const host = document.getElementById('page');
if (host === null) throw new Error('index.html has no element "page".');
const page = await import('./draw.tsx').catch(() => null);
if (page === null) {
  host.textContent =
    'A part of this page could not be fetched, so there is nothing to see. Check the connection, then reload.';
} else {
  await page.draw(host);
}
