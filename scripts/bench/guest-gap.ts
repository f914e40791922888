import type { Tab } from './tab.ts';

const WATCHED_S = 3;

/** The longest time, in milliseconds, in which a program that does nothing but read its clock gets no turn; `midway` is done meanwhile. */
export async function longestGap(tab: Tab, midway?: () => Promise<void>): Promise<number> {
  const program = [
    `local now = os.clock; local longest, last = 0, now(); local stop = last + ${WATCHED_S}`,
    'while last < stop do local t = now(); if t - last > longest then longest = t - last end last = t end',
    'print("longest=" .. longest * 1000)',
  ].join('; ');
  const answer = tab.ask(`lua -e '${program}'`);
  if (midway) {
    await tab.page.waitForTimeout((WATCHED_S * 1000) / 2);
    await midway();
  }
  const text = await answer;
  const ms = Number(/longest=([\d.]+)/.exec(text)?.[1]);
  if (!(ms > 0)) throw new Error(`The guest told no gap: ${text}`);
  return ms;
}
