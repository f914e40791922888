import { setTimeout as after } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { soaked } from '../worker/node/soak.ts';
import { seededNumbers } from '../worker/node/synthetic-machine.ts';
import { openContract } from './contract.ts';
import { expect, test } from './fixtures.ts';

const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

test('a machine that runs in one tab is not started in another', async ({ context }) => {
  const [one, two] = [await openContract(context), await openContract(context)];
  const { id } = await begin(one);
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
  const { id, lineage } = await begin(one);
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
  context,
}) => {
  const hops = soaked(3, 40);
  test.setTimeout(60_000 + hops * 30_000);
  const tabs = [await openContract(context), await openContract(context)] as const;
  const next = seededNumbers(SEED);
  const { id, lineage } = await begin(tabs[0]);
  for (let hop = 1; hop <= hops; hop++) {
    const [from, to] = hop % 2 ? tabs : [tabs[1], tabs[0]];
    await run(from, `seq ${hop * 1000} 60000 > /tmp/work; work=early`);
    const goOn = await hangLibrary(from);
    // Work goes on beside the freeze, which takes the machine as it was before.
    await from.evaluate(async (at) => {
      const { api } = contract.machine('m');
      void contract.outcomeOf(api.freeze({ name: `hop ${at}` }));
      await api.run(`work=${at}`);
    }, hop);
    const taking = takeOver(to, id);
    await after(next() % 3000);
    goOn();
    await taking;
    expect(await run(to, 'echo $work')).toBe(`${hop}\n`);
    expect(await lastStatus(from)).toMatchObject({ failure: { name: 'MachineElsewhere' } });
    const infos = await listed(to);
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
  const { id, lineage } = await begin(one);
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
  await begin(one);
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
function begin(page: Page): Promise<SnapshotInfo> {
  return page.evaluate(async () => {
    const { api } = contract.newMachine('m');
    const location = contract.files.baked['tiny-32'] ?? '';
    await api.thaw({ kind: 'baked', image: 'tiny', location }, { as: 'copy' }, contract.files);
    await api.run('work=0');
    return api.freeze({ name: 'first' });
  });
}

async function run(page: Page, command: string): Promise<string> {
  const { output } = await page.evaluate(
    (line) => contract.machine('m').api.run(line, { timeoutMs: 50_000 }),
    command,
  );
  return output;
}

function listed(page: Page): Promise<readonly SnapshotInfo[]> {
  return page.evaluate(() => contract.library.list());
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

/** Makes the library's worker do nothing from now on, until the function that it resolves to is called. */
async function hangLibrary(page: Page): Promise<() => void> {
  const worker = page.workers().find((made) => made.url().includes('library-worker'));
  return new Promise((resolve, reject) => {
    page
      .route('**/go-on', (route) => resolve(() => void route.fulfill({ body: '' })), { times: 1 })
      .then(() =>
        worker?.evaluate(() => {
          const request = new XMLHttpRequest();
          request.open('GET', '/go-on', false);
          request.send();
        }),
      )
      .catch(reject);
  });
}

/** As the page does it: the machine stands there, then it becomes what the other tab has saved on giving it away. */
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
