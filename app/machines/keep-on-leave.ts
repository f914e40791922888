import { toFailure } from '#protocol/failure';
import { report } from '../notices/notices.ts';
import { allClients } from './fleet.ts';

/**
 * How long a page that is left holds on to its workers, which end with it. Nothing tells it when they have saved: it takes
 * them 0.1 to 0.3 s, and browsers let it hold on for half a second.
 */
const HOLD_ON_MS = 400;

/** From now on machines save themselves when the page is hidden or left, which may be the last that it hears. */
export function keepOnLeave(): void {
  addEventListener('pagehide', () => {
    const holdsOn = allClients().some(({ keeping }) => keeping?.changed || keeping?.saving);
    keepAll(true);
    if (holdsOn) holdOn();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepAll(false);
  });
}

/** Workers go on meanwhile. */
function holdOn(): void {
  const endMs = performance.now() + HOLD_ON_MS;
  while (performance.now() < endMs);
}

function keepAll(leaving: boolean): void {
  for (const client of allClients()) {
    client.keep(leaving).catch((error: unknown) => {
      // The machine itself says why it was not saved.
      if (toFailure(error) === null) report(error);
    });
  }
}
