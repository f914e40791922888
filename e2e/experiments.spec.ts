import type { Page } from '@playwright/test';
import type { ExperimentId, ExperimentResult } from '#protocol/experiments';
import { expect, test } from './fixtures.ts';

/** Many times what the longest one takes on a machine that does nothing else. */
test.describe.configure({ timeout: 600_000 });

/** Runs an experiment on the first machine. */
function experiment(page: Page, id: ExperimentId): Promise<ExperimentResult> {
  return page.evaluate(async (wanted) => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('No machine.');
    return snowglobe.experiments.run(wanted, machine);
  }, id);
}

/** The number in the first row whose label begins so. */
function numberOf({ rows, outcome }: ExperimentResult, label: string): number {
  const row = rows.find((one) => one.label.startsWith(label));
  if (typeof row?.value !== 'number') {
    throw new Error(`No number "${label}": ${JSON.stringify({ rows, outcome })}`);
  }
  return row.value;
}

/** What is left in the guest of all that was made there. */
const TRACES =
  'ls -a /tmp; mount; ls /sys/fs/cgroup; cat /sys/fs/cgroup/cgroup.subtree_control; set | grep "^[a-z]="; jobs';

test('each experiment says before what it will type', async ({ snow, page }) => {
  await snow.open();
  const infos = await page.evaluate(() => snowglobe.experiments.list());
  expect(infos).toHaveLength(9);
  for (const { commands, claim } of infos) {
    expect(commands.length).toBeGreaterThan(0);
    expect(claim.source).toMatch(/^[SP]\d+$/);
    expect(claim.year).toMatch(/^(about )?\d{4}/);
  }
});

test('what runs once and is counted: all but translation and containers', async ({
  snow,
  page,
}) => {
  await snow.open();
  const { output: before } = await snow.run(TRACES);

  const emulation = await experiment(page, 'emulation');
  expect(emulation.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(emulation, 'of those, more than with no round')).toBeGreaterThan(1_000_000);
  expect(numberOf(emulation, 'host time per instruction')).toBeGreaterThan(1);

  const hard = await experiment(page, 'hard-x86');
  expect(hard.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(hard, 'reads of system tables')).toBe(1);
  expect(numberOf(hard, 'faults by which')).toBe(0);
  expect(numberOf(hard, 'faults of CLI')).toBe(1);

  const full = await experiment(page, 'full');
  expect(full.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(full, 'computing: of them in the kernel')).toBeLessThan(
    numberOf(full, 'fork and exec: of them in the kernel') / 2,
  );

  const assisted = await experiment(page, 'hardware-assisted');
  expect(assisted.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(assisted, 'exits, with the processor’s help, at most')).toBeLessThan(
    numberOf(assisted, 'calls of a monitor that waits for faults, at least'),
  );
  expect(numberOf(assisted, 'page faults')).toBeGreaterThan(40);

  const para = await experiment(page, 'paravirtualisation');
  expect(para.outcome).toMatchObject({ kind: 'done', holds: true });
  const serial = numberOf(para, 'serial port: device accesses');
  expect(serial).toBeGreaterThan(1);
  expect(numberOf(para, 'virtio: device accesses')).toBeLessThan(serial / 20);

  const lua = await experiment(page, 'application');
  expect(lua.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(lua, 'x86 instructions of an addition')).toBeGreaterThan(5);

  const control = await experiment(page, 'control');
  expect(control.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(control, 'instructions meanwhile')).toBe(0);

  expect((await snow.run(TRACES)).output).toBe(before);
});

test('translation pays where code is reused, and loses where it is not', async ({ snow, page }) => {
  await snow.open();
  const result = await experiment(page, 'translation');
  expect(result.outcome, JSON.stringify(result.outcome)).toMatchObject({ holds: true });
  const gain = numberOf(result, 'loop, translated to interpreted');
  expect(gain).toBeGreaterThan(1.2);
  expect(numberOf(result, 'fork and exec, translated to interpreted')).toBeLessThan(1);
});

test('ten containers are lighter than two machines, and nothing of them stays', async ({
  snow,
  page,
}) => {
  await snow.open();
  const { output: before } = await snow.run(TRACES);
  const result = await experiment(page, 'os-level');
  expect(result.outcome).toMatchObject({ kind: 'done', holds: true });
  expect(numberOf(result, 'instructions to start a container')).toBeLessThan(
    numberOf(result, 'instructions to start a machine'),
  );
  const usedByMachine = numberOf(result, 'memory that a machine of 32 MiB uses');
  expect(usedByMachine).toBeLessThan(32 * 1024);
  expect(numberOf(result, 'memory that a container uses')).toBeLessThan(usedByMachine / 4);
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
  expect((await snow.run(TRACES)).output).toBe(before);
});

test('the machine on the screen stays there while others are started for it, and so does the way to cancel', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.getByRole('button', { name: 'Inside', exact: true }).click();
  await page.getByRole('tab', { name: 'Concepts' }).click();
  await page.getByRole('button', { name: 'OS-level: containers' }).click();
  const experiment = page.getByRole('region', { name: /^Try it: Ten containers/ });
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  const place = page.getByRole('tab', { name: /^tiny/ });
  const other = page.getByRole('tab', { name: /^experiment 1/ });
  await expect(other).toBeVisible({ timeout: 120_000 });
  await expect(place).toHaveAttribute('aria-selected', 'true');
  await expect(experiment.getByText(/^Step \d+/)).toBeVisible();
  // Whoever goes elsewhere stays there.
  await other.click();
  await expect(page.getByRole('tab', { name: /^experiment 2/ })).toBeVisible({ timeout: 120_000 });
  await expect(other).toHaveAttribute('aria-selected', 'true');
  await place.click();
  await experiment.getByRole('button', { name: 'Cancel' }).click();
  await expect(experiment).toContainText('was cancelled', { timeout: 120_000 });
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
});

test('a machine that cannot be booted for an experiment is not left behind', async ({
  snow,
  page,
}) => {
  await page.route('**/kernel*', (route) => route.fulfill({ status: 404 }));
  await snow.open();
  const { outcome } = await experiment(page, 'os-level');
  expect(outcome).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('tiny/kernel.bin.gzip'),
  });
  expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
});

test('an experiment whose commands fail says so in the console’s own words, and shows no number', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('lua() { echo this lua is broken; return 3; }');
  const result = await experiment(page, 'application');
  expect(result.rows).toEqual([]);
  expect(result.outcome).toMatchObject({ kind: 'failed', console: 'this lua is broken' });
  const csv = await page.evaluate((one) => snowglobe.experiments.csv(one), result);
  expect(csv).toContain('failed');
});

test('a machine that cannot take commands is refused, and nothing is typed', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.evaluate(() => snowglobe.machines()[0]?.pause());
  await expect(experiment(page, 'emulation')).rejects.toThrow(/it is paused.*nothing was begun/);
  await page.evaluate(() => snowglobe.machines()[0]?.resume());
  await page.evaluate(() => snowglobe.machines()[0]?.type('cat\r'));
  await expect(experiment(page, 'emulation')).rejects.toThrow(/shows no prompt/);
  expect(await snow.screen()).not.toContain('while');
  await page.evaluate(() => snowglobe.machines()[0]?.type('\x03'));
  const both = await page.evaluate(async () => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('No machine.');
    const runs = ['hard-x86', 'emulation'] as const;
    const ended = await Promise.allSettled(
      runs.map((id) => snowglobe.experiments.run(id, machine)),
    );
    return ended.map((end) =>
      end.status === 'fulfilled' ? end.value.outcome.kind : String(end.reason),
    );
  });
  expect(both).toEqual(['done', expect.stringMatching(/An experiment runs on .* already/)]);
});

test('one that is cancelled ends its command and cleans up', async ({ snow, page }) => {
  await snow.open();
  const { output: before } = await snow.run(TRACES);
  const ended = await page.evaluate(async () => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('No machine.');
    const cancelling = new AbortController();
    const onStep = (step: string) => {
      // Its longest command; by then there are files, mounts and groups.
      if (step.includes('seq 2 10')) cancelling.abort();
    };
    const { signal } = cancelling;
    return snowglobe.experiments
      .run('os-level', machine, { signal, onStep })
      .then(String, (error: Error) => error.name);
  });
  expect(ended).toBe('Cancelled');
  expect((await snow.run(TRACES)).output).toBe(before);
});

test('on its page an experiment says what it will type, runs, and shows its result by kinds', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.getByRole('button', { name: 'Inside', exact: true }).click();
  await page.getByRole('tab', { name: 'Concepts' }).click();
  await page.getByRole('button', { name: 'Managed runtime' }).click();
  const experiment = page.getByRole('region', { name: /^Try it: / });
  await experiment.getByText('What will be typed into the console').click();
  await expect(experiment).toContainText('print(io.open("/dev/port", "rb"))');
  await experiment.getByRole('button', { name: 'Run', exact: true }).click();
  const table = experiment.getByRole('table', { name: /on tiny$/ });
  await expect(table).toBeVisible({ timeout: 60_000 });
  await expect(table.getByRole('row', { name: /of an addition/ })).toContainText('measured, exact');
  await expect(experiment).toContainText('S2, 2010');
  const verdict = experiment.getByText(/^One addition of Lua’s took/);
  await expect(verdict).toContainText(/took [\d.]+ \(measured, exact\) instructions/);
  await snow.expectConsole('Permission denied');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await experiment.getByRole('button', { name: 'Copy as CSV' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^experiment,machine,when,label,value,unit,kind\r?\napplication,tiny,/);
  await page.evaluate(() => snowglobe.machines()[0]?.pause());
  await expect(experiment.getByRole('button', { name: 'Run again' })).toBeDisabled();
});

test('from the page on control the rest of the product can be reached', async ({ snow, page }) => {
  await snow.open();
  await page.getByRole('button', { name: 'Inside', exact: true }).click();
  await page.getByRole('tab', { name: 'Concepts' }).click();
  await page.getByRole('button', { name: 'Control', exact: true }).click();
  const experiment = page.getByRole('region', { name: /^Try it: / });
  await experiment.getByRole('button', { name: 'Pause this machine' }).click();
  await snow.expectPhase('paused');
  await experiment.getByRole('button', { name: 'Resume this machine' }).click();
  await snow.expectPhase('running');

  const tempo = () => page.evaluate(() => snowglobe.machines()[0]?.tempo());
  await experiment.getByRole('button', { name: /^Cap its processor/ }).click();
  await expect.poll(tempo).toEqual({ rate: 1, instructionsPerSecond: 1_000_000 });
  await experiment.getByRole('button', { name: 'Lift the cap' }).click();
  await expect.poll(tempo).toEqual({ rate: 1, instructionsPerSecond: null });

  await page.getByRole('button', { name: 'Full screen' }).click();
  await experiment.getByRole('button', { name: 'Slow it down, or hurry it' }).click();
  await expect(page.getByRole('slider', { name: 'Time', exact: true })).toBeFocused();
  await experiment.getByRole('button', { name: 'Go back in it' }).click();
  await expect(page.getByRole('slider', { name: /past/ })).toBeFocused();

  await experiment.getByRole('button', { name: /^New machine/ }).click();
  await expect(page.getByRole('dialog', { name: 'New machine' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Hardware-assisted' }).click();
  await experiment.getByRole('button', { name: /what is assumed/ }).click();
  await expect(page.getByRole('tab', { name: 'Model' })).toHaveAttribute('aria-selected', 'true');
});
