import type { Page } from '@playwright/test';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { begin, freeze, listed, openContract, run } from './contract.ts';
import { expect } from './fixtures.ts';
import { type OwnBrowser, test } from './own-browser.ts';

const MIB = 2 ** 20;

/** What a small machine's first snapshots need, and not much more. */
const LITTLE_BYTES = 11 * MIB;

const FULL =
  /^StorageFull: There is no room left .* Running machines run on and older snapshots are whole\. Delete snapshots/;

test('storage that runs out is told, harms nothing, and is of use again when it is freed', async ({
  own,
}) => {
  test.setTimeout(240_000);
  const { page, setQuota } = await limited(own, LITTLE_BYTES);
  await begin(page);
  await run(page, 'head -c 200000 /dev/urandom > /root/noise');
  await freeze(page, 'first');
  const digest = await fill(page, 1);
  expect(await tryToFreeze(page, 'one')).toBe('done');
  await fillUp(page);
  // Chromium gives back some of what it used up by the way: none of that is left for anything.
  await setQuota(MIB);

  // The machine runs on, and tells that it cannot save itself.
  await expectKeeping(page, { changed: true, failure: { name: 'StorageFull' } });
  expect(await run(page, 'echo $((6 * 7))')).toBe('42\n');
  expect(await page.evaluate(() => contract.machine('m').statuses.at(-1))).toEqual({
    phase: 'running',
  });
  for (const { id } of await listed(page)) await verify(page, id);
  const one = await find(page, 'one');
  expect(await digestIn(page, one.id)).toBe(digest);

  // Where not even a name has room, what others build on can be deleted.
  await expect.poll(() => rename(page, one.id), { timeout: 40_000 }).toMatch(FULL);
  await page.evaluate((id) => contract.library.delete(id), one.id);
  expect((await listed(page)).map(({ name }) => name)).not.toContain('one');

  // The machine saves itself as soon as there is room. Chromium takes its time to give back what was deleted, and needs up to
  // twice as much while it does, so the test gives what was deleted, and no more.
  for (const { id, name } of await listed(page)) {
    if (name.startsWith('filled')) await page.evaluate((full) => contract.library.delete(full), id);
  }
  const freedBytes = await page.evaluate(() => contract.library.collect());
  expect(freedBytes).toBeGreaterThan(MIB);
  await expect
    .poll(
      async () => {
        await setQuota((await usedBytes(page)) + freedBytes);
        return await page.evaluate(() => contract.machine('m').keeping.at(-1));
      },
      { timeout: 90_000 },
    )
    .toMatchObject({ saving: false, changed: false, failure: null });
  await setQuota((await usedBytes(page)) + freedBytes);
  expect(await tryToFreeze(page, 'two')).toBe('done');

  await fillUp(page);
  await setQuota(100 * MIB);
  expect(await tryToFreeze(page, 'three')).toBe('done');
  for (const { id } of await listed(page)) await verify(page, id);
});

/** A tab of a browser that lets this site store so much. */
async function limited(own: OwnBrowser, quotaBytes: number) {
  const page = await openContract(await own.context());
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  const setQuota = async (quotaSize: number): Promise<void> => {
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  };
  await setQuota(quotaBytes);
  return { page, setQuota };
}

function usedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
}

/** Fills 2 MB of memory with what was never there and cannot be compressed; resolves to its digest. */
function fill(page: Page, from: number): Promise<string> {
  const shifted = `for n in $(seq ${from} ${from + 9}); do tail -c +$n /root/noise; done`;
  return run(page, `${shifted} > /root/fill; md5sum < /root/fill`);
}

/** Freezes until there is no room left. */
async function fillUp(page: Page): Promise<void> {
  for (let from = Date.now() % 3900; ; from += 10) {
    await fill(page, from);
    const outcome = await tryToFreeze(page, `filled from ${from}`);
    if (outcome === 'done') continue;
    expect(outcome).toMatch(FULL);
    return;
  }
}

/** How a freeze went. */
function tryToFreeze(page: Page, name: string): Promise<string> {
  return page.evaluate(
    (called) => contract.outcomeOf(contract.machine('m').api.freeze({ name: called })),
    name,
  );
}

function rename(page: Page, id: SnapshotId): Promise<string> {
  return page.evaluate(
    (renamed) => contract.outcomeOf(contract.library.rename(renamed, 'one'.padEnd(80, '.'))),
    id,
  );
}

/** Waits until what the machine last told of being saved is so. */
async function expectKeeping(page: Page, keeping: object): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => contract.machine('m').keeping.at(-1)), { timeout: 60_000 })
    .toMatchObject({ saving: false, ...keeping });
}

async function find(page: Page, name: string): Promise<SnapshotInfo> {
  const found = (await listed(page)).find((info) => info.name === name);
  if (found === undefined) throw new Error(`${name} is not listed.`);
  return found;
}

async function verify(page: Page, id: SnapshotId): Promise<void> {
  await page.evaluate((whole) => contract.library.verify(whole), id);
}

/** What a copy of a snapshot's machine holds. */
function digestIn(page: Page, id: SnapshotId): Promise<string> {
  return page.evaluate(async (frozen) => {
    const { api, worker } = contract.newMachine('copy');
    await api.thaw({ kind: 'snapshot', id: frozen }, { as: 'copy' }, contract.files);
    const { output } = await api.run('md5sum < /root/fill', { timeoutMs: 60_000 });
    worker.terminate();
    return output;
  }, id);
}
