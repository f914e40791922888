import { report, say } from '../notices/notices.ts';
import { askLibrary, watchLibrary } from './library.ts';
import { dateText } from './words.ts';

/** Once the library runs, the user hears of a machine that a crash ended before it was saved for the first time. */
export function tellLost(): void {
  let asked = false;
  watchLibrary(() => {
    if (asked) return;
    asked = true;
    askLibrary((api) => api.takeLost())
      .then((at) => {
        if (at !== null) say(lostText(at));
      })
      .catch(report);
  });
}

function lostText(at: number): string {
  return `A machine that last ran on ${dateText(at)} ended before it was saved for the first time, so nothing of it is left. Others are not affected.`;
}
