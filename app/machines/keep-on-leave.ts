import { toFailure } from '#protocol/failure';
import { report } from '../notices/notices.ts';
import { allClients } from './fleet.ts';

/** From now on machines save themselves when the page is hidden or left, which may be the last that it hears. */
export function keepOnLeave(): void {
  addEventListener('pagehide', keepAll);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') keepAll();
  });
}

function keepAll(): void {
  for (const client of allClients()) {
    client.keep().catch((error: unknown) => {
      // The machine itself says why it was not saved.
      if (toFailure(error) === null) report(error);
    });
  }
}
