import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { soaked } from '../worker/node/soak.ts';
import { seededNumbers } from '../worker/node/synthetic-machine.ts';
import { begin, freeze, listed, openContract, run } from './contract.ts';
import { expect, hangLibrary, newTab, test } from './fixtures.ts';

const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

test('a machine that runs in one tab is not started in another', async ({ context }) => {
  const [one, two] = [await openContract(context), await openContract(context)];
  const { id } = await beginFrozen(one);
  const refused = await two.evaluate(async (frozen) => {
    const { api } = contract.newMachine('m');
    return contract.outcomeOf(
      api.thaw({ kind: 'snapshot', id: frozen }, { as: 'same' }, contract.files),
    );
  }, id);
  expect(refused).toMatch(/^MachineElsewhere: .*another tab/);
  expect(await run(one, 'echo $work')).toBe('0\n');
  // A copy is another machine.
  await two.evaluate(async (frozen) => {
    const { api } = contract.newMachine('copy');
    await api.thaw({ kind: 'snapshot', id: frozen }, { as: 'copy' }, contract.files);
  }, id);
  await one.evaluate(() => contract.machine('m').worker.terminate());
  await two.evaluate(async (frozen) => {
    const { api } = contract.newMachine('m');
    await api.thaw({ kind: 'snapshot', id: frozen }, { as: 'same' }, contract.files);
  }, id);
  expect(await run(two, 'echo $work')).toBe('0\n');
});

test('a tab that takes a machine over goes on with what the other did last', async ({
  context,
}) => {
  const [one, two] = [await openContract(context), await openContract(context)];
  const { id, lineage } = await beginFrozen(one);
  await run(one, 'work=1');
  const lost = one.evaluate(() =>
    contract.outcomeOf(contract.machine('m').api.waitFor('never', { timeoutMs: 600_000 })),
  );
  await takeOver(two, id);
  expect(await run(two, 'echo $work')).toBe('1\n');
  expect(await lost).toMatch(/^GuestStopped: /);
  expect(await lastStatus(one)).toMatchObject({
    phase: 'failed',
    failure: { name: 'MachineElsewhere', message: expect.stringContaining('Another tab') },
  });
  // Whatever the first tab does with its own from now on, it is not that machine any more.
  const lineages = await one.evaluate(async () => {
    const { api } = contract.machine('m');
    const refused = await contract.outcomeOf(api.freeze());
    await api.reset();
    await api.run('work=9');
    const info = await api.freeze();
    return [refused.split(':')[0], info.lineage];
  });
  expect(lineages[0]).toBe('NotInThisPhase');
  expect(lineages[1]).not.toBe(lineage);
});

test(`a machine goes from tab to tab in the middle of its saving, seed ${SEED}`, async ({
  snow,
  context,
}) => {
  const hops = soaked(3, 40);
  test.setTimeout(120_000 + hops * 60_000);
  const next = seededNumbers(SEED);
  await snow.open();
  const { lineage } = await snow.freeze('first');
  const tabs = [snow, await newTab(context)] as const;
  await expect(tabs[1].card.getByRole('alert')).toContainText('another tab');
  for (let hop = 1; hop <= hops; hop++) {
    const [from, to] = hop % 2 ? tabs : [tabs[1], tabs[0]];
    await from.run(`seq ${hop * 1000} 60000 > /tmp/work; work=early`);
    const goOn = await hangLibrary(from.page);
    // Work goes on beside the freeze, which takes the machine as it was before.
    await from.page.evaluate(async (at) => {
      const machine = snowglobe.machines()[0];
      machine?.freeze({ name: `hop ${at}` }).catch(() => {});
      await machine?.run(`work=${at}`);
    }, hop);
    await to.page.bringToFront();
    await to.page.getByRole('button', { name: /^Take (over|it back)$/ }).click();
    await after(next() % 3000);
    goOn();
    await to.expectPhase('running');
    await from.expectPhase('failed');
    expect((await to.run('echo $work')).output).toBe(`${hop}\n`);
    expect(await from.status()).toMatchObject({ failure: { name: 'MachineElsewhere' } });
    const infos = await to.page.evaluate(() => snowglobe.snapshots.list());
    expect(infos.filter((info) => info.kind === 'auto' && info.lineage === lineage)).toHaveLength(
      1,
    );
    expect(infos.map(({ name }) => name)).toContain(`hop ${hop}`);
  }
});

test('a tab that hangs loses its machine, and what it still writes does no harm', async ({
  context,
}) => {
  test.setTimeout(120_000);
  const [one, two] = [await openContract(context), await openContract(context)];
  const { id, lineage } = await beginFrozen(one);
  await run(one, 'work=1');
  const goOn = await hangLibrary(one);
  void one.evaluate(() => contract.machine('m').api.keep());
  await takeOver(two, id);
  await run(two, 'work=2');
  await two.evaluate(() => contract.machine('m').api.keep());
  goOn();
  // A collection waits for all writes.
  await one.evaluate(() => contract.library.collect());
  await expect.poll(() => lastStatus(one)).toMatchObject({ failure: { name: 'MachineElsewhere' } });
  const [newest] = (await listed(two)).filter((info) => info.lineage === lineage);
  await two.evaluate(() => contract.machine('m').worker.terminate());
  await thaw(two, newest?.id ?? id);
  expect(await run(two, 'echo $work')).toBe('2\n');
});

test(`a collection beside freezes in another tab hurts none of them, seed ${SEED}`, async ({
  context,
}) => {
  const freezes = soaked(8, 120);
  test.setTimeout(60_000 + freezes * 10_000);
  const [one, two] = [await openContract(context), await openContract(context)];
  await beginFrozen(one);
  const next = seededNumbers(SEED);
  let freezing = true;
  const collector = (async () => {
    let freed = 0;
    while (freezing) {
      const infos = await listed(two);
      const victim = infos[next() % Math.max(1, infos.length)];
      if (infos.length > 5 && victim) {
        await two.evaluate((doomed) => contract.library.delete(doomed), victim.id);
      }
      freed += await two.evaluate(() => contract.library.collect());
    }
    return freed;
  })();
  for (let at = 1; at <= freezes; at++) {
    await run(one, `work=${at}; seq ${at} 7 ${70_000 + at} > /tmp/work`);
    await one.evaluate((name) => contract.machine('m').api.freeze({ name }), `${at}`);
  }
  freezing = false;
  expect(await collector).toBeGreaterThan(0);
  const left = (await listed(one)).filter(({ kind }) => kind === 'kept');
  expect(left.length).toBeGreaterThan(3);
  for (const { id, name } of left) {
    await two.evaluate((kept) => contract.library.verify(kept), id);
    await thaw(two, id, 'copy');
    if (name !== 'first') expect(await run(two, 'echo $work')).toBe(`${name}\n`);
  }
});

/** A small machine in a tab, at its prompt, frozen once. */
async function beginFrozen(page: Page): Promise<SnapshotInfo> {
  await begin(page);
  await run(page, 'work=0');
  return freeze(page, 'first');
}

function lastStatus(page: Page): Promise<unknown> {
  return page.evaluate(() => contract.machine('m').statuses.at(-1));
}

/** A new worker goes on from a snapshot. */
function thaw(page: Page, id: SnapshotId, as: 'same' | 'copy' = 'same'): Promise<void> {
  return page.evaluate(
    async ([frozen, how]) => {
      contract.machines['m']?.worker.terminate();
      const { api } = contract.newMachine('m');
      await api.thaw({ kind: 'snapshot', id: frozen }, { as: how }, contract.files);
    },
    [id, as] as const,
  );
}

/** By the contract: the machine stands there, then it becomes what the other tab has saved on giving it away. */
function takeOver(page: Page, id: SnapshotId): Promise<void> {
  return page.evaluate(async (frozen) => {
    contract.machines['m']?.worker.terminate();
    const { api } = contract.newMachine('m');
    const options = { as: 'same', takeOver: true, paused: true } as const;
    const { lineage } = await api.thaw({ kind: 'snapshot', id: frozen }, options, contract.files);
    const infos = await contract.library.list();
    const newest = infos.find((info) => info.lineage === lineage);
    await api.resumeFrom(newest?.id ?? frozen);
  }, id);
}
