import type { Page } from '@playwright/test';
import { SeededRandom } from '../worker/engine/seeded-random.ts';
import { type Deed, someDeeds } from '../worker/node/session-deeds.ts';
import { soaked } from '../worker/node/soak.ts';
import { expect, SnowglobePage, test } from './fixtures.ts';
import { recordedFile } from './recorded-file.ts';

const SESSION_NS = soaked(5, 30 * 60) * 1e9;
const INSTANTS = soaked(5, 100);
/** The window's sizes, one after the other. */
const WINDOWS = [
  { width: 1024, height: 768 },
  { width: 700, height: 600 },
  { width: 1440, height: 900 },
];

/** How long a deed may take on a computer that does much else. */
const PATIENCE_MS = 240_000;

function nowNs(page: Page): Promise<number> {
  return page.evaluate(async () => (await snowglobe.machines().at(-1)?.timeline())?.toNs ?? 0);
}

async function perform(page: Page, deed: Deed): Promise<void> {
  await page.evaluate(
    async ([todo, timeoutMs]) => {
      const machine = snowglobe.machines().at(-1);
      if (machine === undefined) throw new Error('There is no machine.');
      if ('run' in todo) await machine.run(todo.run, { timeoutMs });
      else if ('type' in todo) await machine.type(todo.type);
      else if ('waitFor' in todo) await machine.waitFor(todo.waitFor, { timeoutMs });
      else if ('rate' in todo) await machine.setRate(todo.rate);
      else if ('jit' in todo) await machine.setJit(todo.jit);
      else if ('sample' in todo) await machine.sample(todo.sample);
      else {
        await machine.pause();
        await machine.resume();
      }
    },
    [deed, PATIENCE_MS] as const,
  );
}

function consoleSize(page: Page): Promise<string> {
  return page.evaluate(async (timeoutMs) => {
    const { output } = (await snowglobe.machines().at(-1)?.run('stty size', { timeoutMs })) ?? {};
    return output ?? '';
  }, PATIENCE_MS);
}

/** Gives the window another size, and waits until the guest knows: programs draw anew then. */
async function resize(page: Page, size = WINDOWS[0]): Promise<void> {
  const before = await consoleSize(page);
  if (size !== undefined) await page.setViewportSize(size);
  await expect.poll(() => consoleSize(page), { timeout: PATIENCE_MS }).not.toBe(before);
}

/** Somebody works with the last machine until its clock shows a time, and gives the window other sizes. */
async function workUntil(page: Page, ns: number): Promise<void> {
  const random = new SeededRandom(30);
  await perform(page, { rate: 10 });
  for (let turn = 0; (await nowNs(page)) < ns; turn++) {
    for (const deed of someDeeds(random)) await perform(page, deed);
    if (turn % 3 === 0) await resize(page, WINDOWS[Math.floor(turn / 3) % WINDOWS.length]);
  }
  await page.evaluate(() => snowglobe.machines().at(-1)?.pause());
}

/** What the last machine is at instants of its past, as far as a page can see. */
async function standingsAt(page: Page, instants: readonly number[]): Promise<readonly object[]> {
  const found: object[] = [];
  for (const instant of instants) {
    found.push(
      await page.evaluate(async (ns) => {
        const machine = snowglobe.machines().at(-1);
        if (machine === undefined) throw new Error('There is no machine.');
        await machine.rewindTo(ns);
        const { instructions, guestTimeNs, measured } = await machine.counters();
        return { instructions, guestTimeNs, measured, screen: await machine.screen() };
      }, instant),
    );
  }
  return found;
}

/** Opens a replay's file by script. */
async function openReplay(page: Page, file: Buffer): Promise<void> {
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'file' });
    document.body.append(input);
  });
  await page.locator('#file').setInputFiles({ name: 'a', mimeType: '', buffer: file });
  await page.evaluate(async () => {
    const input = document.querySelector<HTMLInputElement>('#file');
    const [blob] = input?.files ?? [];
    if (blob === undefined) throw new Error('There is no file.');
    await snowglobe.openReplay(blob);
    input?.remove();
  });
}

// Beside what is compared here, a replay stops where registers, output or any page of RAM differ from what was recorded, at each
// point that it comes to.
test('a long session, with other window sizes, does the same in another browser at each of many instants', async ({
  snow,
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(soaked(180_000, 90 * 60_000));
  await snow.open();
  await page.evaluate(async () => {
    const disk = { kind: 'blank', sizeMiB: 8 } as const;
    const machine = await snowglobe.boot('tiny', { memoryMiB: 32, disk });
    await machine.setPastBudget(2 ** 31);
  });
  const fromNs = await nowNs(page);
  await workUntil(page, fromNs + SESSION_NS);
  const toNs = await nowNs(page);
  const instants = Array.from(
    { length: INSTANTS },
    (_, index) => fromNs + ((toNs - fromNs) * (index + 0.5)) / INSTANTS,
  );
  const file = await recordedFile(page, { fromNs, toNs, place: -1 });
  const first = await standingsAt(page, instants);

  const elsewhere = await browser.newPage(baseURL === undefined ? {} : { baseURL });
  await new SnowglobePage(elsewhere).open();
  await openReplay(elsewhere, file);
  for (const [index, then] of first.entries()) {
    expect(
      await standingsAt(elsewhere, instants.slice(index, index + 1)),
      `instant ${index}`,
    ).toEqual([then]);
  }
  await elsewhere.close();
});
