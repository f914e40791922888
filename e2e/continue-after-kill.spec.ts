import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { SnapshotInfo } from '#protocol/snapshots';
import { soaked } from '../worker/node/soak.ts';
import { seededNumbers } from '../worker/node/synthetic-machine.ts';
import { begin, listed, openContract, run } from './contract.ts';
import { expect, SnowglobePage } from './fixtures.ts';
import { type OwnBrowser, test } from './own-browser.ts';
import { expectUnsaved } from './stored-records.ts';

const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

/** A busy machine saves itself so often (`worker/machine/autosave.ts`). */
const INTERVAL_MS = 15_000;

/** It is noted that there is unsaved work so often, looked for once a second. */
const NOTED_MS = 2000 + 1000;

/** What a busy test machine may add to a wait that ends by a timer. */
const SLACK_MS = 3000;

test('a machine that was saved when the browser was killed goes on, and nothing was lost', async ({
  own,
}) => {
  const page = await openContract(await own.context());
  await begin(page);
  await run(page, 'work=1; echo 1 > /root/work');
  await savedOnceMore(page);
  await own.kill();
  const { found, unsavedAt } = await reopened(own);
  expect(found.kind).toBe('auto');
  expect(unsavedAt).toBeNull();
  expect(await continued(own, found, 'echo $work; cat /root/work')).toBe('1\n1\n');
});

test('work that was done just before the browser was killed is known to be lost', async ({
  own,
}) => {
  test.setTimeout(120_000);
  const page = await openContract(await own.context());
  await begin(page);
  await run(page, 'work=1');
  await savedOnceMore(page);
  await run(page, 'work=2');
  const workedAt = await now(page);
  await own.kill();
  const { found, unsavedAt } = await reopened(own);
  const work = await continued(own, found, 'echo $work');
  if (work === '1\n') {
    expect(unsavedAt).toBeGreaterThan(found.createdAt);
    expect(unsavedAt).toBeGreaterThan(workedAt - NOTED_MS);
  } else {
    // It was saved in between: on a very slow computer.
    expect(work).toBe('2\n');
    expect(found.createdAt).toBeGreaterThan(workedAt - NOTED_MS);
  }
  // Saved again, there is nothing that would be lost.
  const again = await openContract(await own.context());
  const { id } = found;
  await again.evaluate(async (saved) => {
    const { api } = contract.newMachine('m');
    await api.thaw({ kind: 'snapshot', id: saved }, { as: 'same' }, contract.files);
  }, id);
  await run(again, 'work=3');
  await savedOnceMore(again);
  expect(await unsaved(again, found)).toBeNull();
});

for (let round = 0; round < soaked(1, 10); round++) {
  const seed = SEED + round;
  test(`a busy machine loses its last interval at most, and that is told, seed ${seed}`, async ({
    own,
  }) => {
    test.setTimeout(180_000);
    const next = seededNumbers(seed);
    const page = await openContract(await own.context());
    await begin(page);
    // Renamed into its place: between two of a shell's own steps a file that is written again is empty.
    const step = 'at=$((at + 1)); echo $at > /root/next; mv /root/next /root/at';
    await run(page, `while :; do ${step}; done & worker=$!`);
    const tookMs = await savedOnceMore(page);
    await after(next() % INTERVAL_MS);
    const killedAt = await now(page);
    await own.kill();
    const { found, unsavedAt } = await reopened(own);
    expect(killedAt - found.createdAt).toBeLessThan(INTERVAL_MS + tookMs + SLACK_MS);
    // What was noted is true to the seconds in which it is looked and noted.
    const noted = unsavedAt ?? found.createdAt;
    expect(killedAt - noted).toBeLessThan(NOTED_MS + tookMs + SLACK_MS);
    expect(noted).toBeLessThan(killedAt + SLACK_MS);
    const output = await continued(own, found, 'kill $worker; wait; cat /root/at');
    expect(output).toMatch(/^[1-9]\d*$/m);
  });
}

test('the page opens with the last machine as it was, and says how much was lost', async ({
  own,
}) => {
  const page = await own.newPage();
  await page.goto('/');
  const snow = new SnowglobePage(page);
  await snow.expectPhase('running');
  await snow.run('work=1');
  await expect
    .poll(() => page.evaluate(async () => (await snowglobe.snapshots.list())[0]?.kind))
    .toBe('auto');
  await snow.run('while :; do at=$((at + 1)); done & worker=$!');
  await expectUnsaved(page, 1000);
  await own.kill();
  const again = await own.newPage();
  await again.goto('/');
  const card = again.getByRole('region', { name: 'Last machine: tiny' });
  await expect(card).toContainText('Saved by itself');
  await expect(card).toContainText(/It ran on for \d+ s after that, which is lost/);
  await card.getByRole('button', { name: 'Continue' }).click();
  const onceMore = new SnowglobePage(again);
  await onceMore.expectPhase('running');
  expect((await onceMore.run('echo $work')).output).toContain('1\n');
});

function now(page: Page): Promise<number> {
  return page.evaluate(() => Date.now());
}

/** Waits until the machine has saved itself after this; resolves to how long that took it. */
function savedOnceMore(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { keeping } = contract.machine('m');
    const before = keeping.at(-1)?.savedAt ?? null;
    const isDone = () => {
      const last = keeping.at(-1);
      return last !== undefined && last.savedAt !== before && !last.saving;
    };
    while (!isDone()) await new Promise(requestAnimationFrame);
    return Date.now() - (keeping.at(-1)?.savedAt ?? 0);
  });
}

/** What the profile says of its last machine when it is opened again. */
async function reopened(
  own: OwnBrowser,
): Promise<{ readonly found: SnapshotInfo; readonly unsavedAt: number | null }> {
  const page = await openContract(await own.context());
  const [found] = await listed(page);
  if (found === undefined) throw new Error('Nothing was saved.');
  return { found, unsavedAt: await unsaved(page, found) };
}

function unsaved(page: Page, { lineage }: SnapshotInfo): Promise<number | null> {
  return page.evaluate((of) => contract.library.unsavedAt(of), lineage);
}

/** What a command says in the machine as it was saved. The profile's state is not changed by it. */
async function continued(own: OwnBrowser, { id }: SnapshotInfo, command: string): Promise<string> {
  const page = await openContract(await own.context());
  await page.evaluate(async (saved) => {
    await contract.library.verify(saved);
    const { api } = contract.newMachine('m');
    await api.thaw({ kind: 'snapshot', id: saved }, { as: 'same' }, contract.files);
  }, id);
  const output = await run(page, command);
  await page.close();
  return output;
}
