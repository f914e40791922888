import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { SnapshotInfo } from '#protocol/snapshots';
import { soaked } from '../worker/node/soak.ts';
import { seededNumbers } from '../worker/node/synthetic-machine.ts';
import { openContract } from './contract.ts';
import { expect, SnowglobePage } from './fixtures.ts';
import { crashPage, type OwnBrowser, terminateWorker, test } from './own-browser.ts';

const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

/** Profiles, and how often something is killed in each. */
const ROUNDS = soaked(1, 10);
const KILLS = soaked(6, 20);

/** In turns. */
const VICTIMS = [
  'browser',
  'machine',
  'browser',
  'page',
  'renderer',
  'browser',
  'library',
] as const;
type Victim = (typeof VICTIMS)[number];

/** How a machine that is killed while it is saved was frozen. */
type Pages = 'changes' | 'whole';

for (let round = 0; round < ROUNDS; round++) {
  const seed = SEED + round;
  test(`what is killed while it saves loses nothing that was saved, seed ${seed}`, async ({
    own,
  }) => {
    test.setTimeout(120_000 + KILLS * 60_000);
    const trial = new Trials(own, seed);
    for (let kill = 0; kill < KILLS; kill++) {
      const pages = kill % 2 ? 'whole' : 'changes';
      await trial.freezeAndKill(VICTIMS[(seed + kill) % VICTIMS.length] ?? 'browser', pages);
      await trial.expectNothingLost(3);
    }
    await trial.expectGarbageFreed();
    await trial.expectNothingLost(Number.POSITIVE_INFINITY);
    test.info().annotations.push({ type: 'kills', description: trial.story() });
  });
}

/** One profile, and what must be in it. */
class Trials {
  readonly #own: OwnBrowser;
  readonly #next: () => number;
  readonly #saved = new Set<string>();
  /** What was being saved when something died; it may exist, or not. */
  #lastInFlight = '';
  readonly #story: string[] = [];
  #names = 0;
  /** How long a freeze of what changed takes here, as the last one did. */
  #tookMs = 0;
  #page: Page | null = null;

  constructor(own: OwnBrowser, seed: number) {
    this.#own = own;
    this.#next = seededNumbers(seed);
  }

  story(): string {
    return this.#story.join('; ');
  }

  /** The machine is busy, is frozen twice, and something dies at a moment of the second time. */
  async freezeAndKill(victim: Victim, pages: Pages): Promise<void> {
    const page = await this.#opened();
    await work(page);
    const saved = await this.#frozen(page);
    if (pages === 'whole') {
      // What was frozen last is the base of the next; without it everything is written again.
      await page.evaluate((id) => snowglobe.snapshots.delete(id), saved.id);
      this.#saved.delete(saved.name);
    }
    const name = await this.#mark(page);
    this.#lastInFlight = name;
    const delayMs = ((this.#next() % 1000) / 1000) * this.#tookMs * (pages === 'whole' ? 3 : 1.2);
    const begunAt = performance.now();
    await page.evaluate((marked) => {
      snowglobe
        .machines()[0]
        ?.freeze({ name: marked })
        // Who dies first is not there to be told.
        .catch(() => {});
    }, name);
    await after(delayMs);
    await this.#kill(page, victim);
    const ms = Math.round(performance.now() - begunAt);
    this.#story.push(`${pages} of ${name}: ${victim} after ${ms} ms`);
  }

  /** What was saved is listed, the newest and some others by lot verify and go on; nothing is listed that never was. */
  async expectNothingLost(others: number): Promise<void> {
    const page = await this.#opened();
    const infos = await page.evaluate(() => snowglobe.snapshots.list());
    const kept = infos.filter(({ kind }) => kind === 'kept').map(({ name }) => name);
    expect(kept).toEqual(expect.arrayContaining([...this.#saved]));
    const known = new Set([...this.#saved, this.#lastInFlight]);
    expect(kept.filter((name) => !known.has(name))).toEqual([]);
    const survived = kept.includes(this.#lastInFlight);
    this.#story.push(survived ? 'it was saved' : 'it was not saved');
    if (survived) this.#saved.add(this.#lastInFlight);
    const [newest, ...rest] = infos;
    const chosen = newest === undefined ? [] : [newest];
    while (chosen.length <= others && rest.length > 0) {
      chosen.push(...rest.splice(this.#next() % rest.length, 1));
    }
    // The first one goes on in a new worker, the others in its place, and at last itself again.
    for (const info of [...chosen, ...chosen.slice(0, 1)]) await expectWhole(page, info);
  }

  /** Nothing that a dead write left outlives a collection. */
  async expectGarbageFreed(): Promise<void> {
    // A machine that saves itself meanwhile would count, too.
    await this.#page?.close();
    this.#page = null;
    const page = await openContract(await this.#own.context());
    const before = await page.evaluate(async () => (await contract.library.storage()).chunkBytes);
    const garbage = (await storedChunkBytes(page)) - before;
    const freed = await page.evaluate(() => contract.library.collect());
    const left = await page.evaluate(async () => (await contract.library.storage()).chunkBytes);
    expect(await storedChunkBytes(page)).toBe(left);
    // Baked snapshots that nobody names go, too.
    expect(freed).toBe(garbage + before - left);
    this.#story.push(`${garbage} bytes were of dead writes, ${freed} were freed, ${left} are used`);
    await page.close();
  }

  /** The profile's page, with no machine but those that the tests start. */
  async #opened(): Promise<Page> {
    if (this.#page !== null) return this.#page;
    const page = await this.#own.newPage();
    page.on('pageerror', (error) => this.#story.push(`error: ${error.message}`));
    await page.goto('/');
    await page.waitForFunction(
      () => {
        const phase = globalThis.snowglobe?.machines()[0]?.status().phase;
        return phase === 'running' || phase === 'paused';
      },
      null,
      { timeout: 60_000 },
    );
    await page.evaluate(() => Promise.all(snowglobe.machines().map((machine) => machine.remove())));
    this.#page = page;
    return page;
  }

  async #frozen(page: Page): Promise<SnapshotInfo> {
    const name = await this.#mark(page);
    const { info, tookMs } = await page.evaluate(async (marked) => {
      const [machine] = snowglobe.machines();
      if (machine === undefined) throw new Error('No machine.');
      const begunAt = performance.now();
      const frozen = await machine.freeze({ name: marked });
      return { info: frozen, tookMs: performance.now() - begunAt };
    }, name);
    this.#saved.add(name);
    this.#tookMs = tookMs;
    return info;
  }

  /** Gives the machine a new name of what it is now, which it knows as a variable and as a file. */
  async #mark(page: Page): Promise<string> {
    this.#names++;
    const name = `state ${this.#names}`;
    const mark = `at='${name}'; echo "$at" > /root/at; md5sum /root/noise /root/at > /root/sums`;
    await new SnowglobePage(page).run(mark, 0, 60_000);
    return name;
  }

  async #kill(page: Page, victim: Victim): Promise<void> {
    this.#page = null;
    switch (victim) {
      case 'browser':
        return this.#own.kill();
      case 'page':
        return page.close();
      case 'renderer':
        return crashPage(page);
      case 'machine':
      case 'library':
        await terminateWorker(page, victim === 'library' ? 'library' : 'worked');
        // What is left of the page must not be in the way of anything.
        await page.evaluate(() => snowglobe.machines().length);
        return page.close();
      default:
        return victim satisfies never;
    }
  }
}

/** Something in the machine writes files from now on. */
async function work(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const machine =
      snowglobe.machines()[0] ?? (await snowglobe.boot('tiny', { name: 'worked', memoryMiB: 32 }));
    await machine.run('[ -s /root/noise ] || head -c 400000 /dev/urandom > /root/noise');
    const busy = 'while :; do n=$((n % 4000 + 1)); tail -c +$n /root/noise > /tmp/busy; done';
    await machine.run(`n=${Date.now() % 4000}; { ${busy}; } & busy=$!`, { timeoutMs: 60_000 });
  });
}

/** A snapshot verifies, and its machine goes on, itself, from where it was; here, or as a new one. */
async function expectWhole(page: Page, { id, name, kind }: SnapshotInfo): Promise<void> {
  const output = await page.evaluate(async (chosen) => {
    await snowglobe.snapshots.verify(chosen);
    const [here] = snowglobe.machines();
    if (here !== undefined) await here.resumeFrom(chosen);
    const machine = here ?? (await snowglobe.resume(chosen));
    const look = 'kill $busy; wait; md5sum -c /root/sums; cat /root/at; echo "$at"';
    return (await machine.run(look, { timeoutMs: 60_000 })).output;
  }, id);
  // What saved itself may have done so in the middle of changing its mark.
  if (kind === 'auto') return;
  expect(output).toContain(`/root/noise: OK\n/root/at: OK\n${name}\n${name}\n`);
}

/** Bytes of all chunks in IndexedDB, whoever needs them. */
function storedChunkBytes(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('snowglobe-library');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const objects = opening.result.transaction('objects').objectStore('objects');
          const range = IDBKeyRange.bound('chunk/', 'chunk0', false, true);
          const reading = objects.getAll(range);
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            // Safe: chunks are bytes.
            const chunks = reading.result as Uint8Array[];
            opening.result.close();
            resolve(chunks.reduce((sum, { length }) => sum + length, 0));
          };
        };
      }),
  );
}
