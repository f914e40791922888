import type { Page } from '@playwright/test';
import type { LineageId, SnapshotInfo } from '#protocol/snapshots';
import { openContract } from './contract.ts';
import { expect } from './fixtures.ts';
import { test } from './own-browser.ts';

/** What a small machine's first snapshot needs, and not much more. */
const LITTLE_BYTES = 11 * 2 ** 20;

test('a machine that cannot be saved is not taken over, and the tab that asks is told why', async ({
  own,
}) => {
  const context = await own.context();
  const [one, two] = [await openContract(context), await openContract(context)];
  const session = await context.newCDPSession(one);
  const origin = new URL(one.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: LITTLE_BYTES });
  const { id } = await begin(one);
  await run(one, 'head -c 6000000 /dev/urandom > /tmp/noise; work=1');
  const asked = await two.evaluate(async (frozen) => {
    const { api } = contract.newMachine('m');
    const options = { as: 'same', takeOver: true, paused: true } as const;
    return contract.outcomeOf(api.thaw({ kind: 'snapshot', id: frozen }, options, contract.files));
  }, id);
  expect(asked).toMatch(/^MachineElsewhere: .* keeps it, .*There is no room left/);
  expect(await run(one, 'echo $work')).toBe('1\n');
});

test('a machine that was taken answers other tabs no more, whatever it is from then on', async ({
  own,
}) => {
  const context = await own.context();
  const [one, two] = [await openContract(context), await openContract(context)];
  const { lineage } = await begin(one);
  await two.evaluate((name) => {
    const held = new Promise<void>(() => {});
    return new Promise<void>((taken) => {
      void navigator.locks.request(name, { steal: true }, () => {
        taken();
        return held;
      });
    });
  }, `snowglobe-machine-${lineage}`);
  await expect
    .poll(() => one.evaluate(() => contract.machine('m').statuses.at(-1)))
    .toMatchObject({ phase: 'failed', failure: { name: 'MachineElsewhere' } });
  await one.evaluate(() => contract.machine('m').api.reset());
  await ask(two, lineage);
  // What a machine is asked for it does before the next command.
  expect(await run(one, 'sleep 1; echo alive')).toBe('alive\n');
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

/** Asks for a machine, as a tab does that wants to take it over. */
function ask(page: Page, lineage: LineageId): Promise<void> {
  return page.evaluate((wanted) => {
    const channel = new BroadcastChannel('snowglobe-machines');
    channel.postMessage(wanted);
    channel.close();
  }, lineage);
}
