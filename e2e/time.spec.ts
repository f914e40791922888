import { expect, test } from './fixtures.ts';
import { dragBackBefore, past, track } from './past-bar.ts';

const NOTE = '/root/note';

test('what was done is undone by dragging time back, and the machine lives on from there', async ({
  snow,
  page,
}) => {
  await snow.open();
  // Long enough for somebody who drags to meet it.
  await snow.run(`echo precious >${NOTE}; sleep 1`);
  await snow.run(`rm ${NOTE}; echo it is gone`);
  await snow.expectConsole('it is gone');
  await dragBackBefore(snow, `rm ${NOTE}`);
  await snow.expectPhase('rewound');
  await page.locator('[data-console]:visible').click();
  await page.keyboard.type('ignored');
  expect(await snow.screen()).not.toContain('ignored');

  await past(page).getByRole('button', { name: 'Live on from here' }).click();
  await snow.expectPhase('running');
  expect((await snow.run(`cat ${NOTE}`)).output).toBe('precious\n');
  const names = await page.evaluate(async () =>
    (await snowglobe.snapshots.list()).map(({ name }) => name),
  );
  expect(names.filter((name) => name.startsWith('Before going back'))).toHaveLength(1);
});

test('one key undoes the last command', async ({ snow, page }) => {
  await snow.open();
  await snow.run('ls /etc/passwd');
  await page.locator('[data-console]:visible').click();
  await page.keyboard.type('rm -rf /etc');
  await snow.expectConsole(/# rm -rf \/etc$/);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await snow.run('ls /etc/passwd')).exitCode).toBe(1);
  // The question was a command, too.
  await page.keyboard.press('Control+Shift+Z');
  await expect(page.getByText('The last command is undone')).toBeVisible();
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => snow.screen()).toMatch(/# rm -rf \/etc$/);
  await snow.expectPhase('running');
  // The line still stands at the prompt, not entered.
  await page.keyboard.press('Control+U');
  expect((await snow.run('ls /etc/passwd')).exitCode).toBe(0);
});

test('the past plays up to the present, and goes on there; the keyboard goes through it, too', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('for i in 1 2 3; do echo line $i; sleep 1; done');
  await expect(track(page)).toHaveAttribute('aria-valuetext', 'now');
  await track(page).focus();
  for (let back = 0; back < 3; back++) {
    await page.keyboard.press('ArrowLeft');
    await expect(past(page)).toHaveAttribute('aria-busy', 'false');
  }
  await snow.expectPhase('rewound');
  expect(await snow.screen()).not.toContain('line 3\n');
  await past(page).getByRole('button', { name: 'Play', exact: true }).click();
  await snow.expectPhase('running');
  expect(await snow.screen()).toContain('line 3\n');
  expect((await snow.run('echo still here')).output).toBe('still here\n');
});

test('time goes at the rate that the dial says, and the figure beside it is measured', async ({
  snow,
  page,
}) => {
  await snow.open();
  const dial = past(page).getByRole('slider', { name: 'Time' });
  const measured = past(page).locator('output').first();
  await expect(measured).toHaveText(/^(0\.9|1|1\.0)\d*×$/);
  await dial.focus();
  await page.keyboard.press('ArrowRight');
  await expect(dial).toHaveAttribute('aria-valuetext', '10×');
  await expect(measured).toHaveText(/^(9\.[5-9]|10)\d*(\.\d+)?×$/);
  const elapsed = await snow.run(
    'a=$(cut -d. -f1 /proc/uptime); sleep 20; echo $(($(cut -d. -f1 /proc/uptime) - a))',
  );
  expect(Number(elapsed.output)).toBeGreaterThanOrEqual(19);
  await page.keyboard.press('Home');
  await snow.expectPhase('paused');
  await page.keyboard.press('End');
  await snow.expectPhase('running');
  await expect(dial).toHaveAttribute('aria-valuetext', 'as fast as it can');
  await snow.run('sleep 300');
});

test('a time that is not remembered, a rate and a budget that are none are refused by script', async ({
  snow,
  page,
}) => {
  await snow.open();
  const refusals = await page.evaluate(async () => {
    const machine = snowglobe.machines()[0];
    if (!machine) throw new Error('There is no machine.');
    const { toNs } = await machine.timeline();
    const asked = [
      machine.rewindTo(-1),
      machine.rewindTo(toNs + 1e12),
      machine.setRate(0.0001),
      machine.setCpuCap(1),
      machine.setPastBudget(1),
      machine.takeOver(),
    ];
    return Promise.all(
      asked.map((call) =>
        call.then(
          () => 'done',
          (error) => error.name,
        ),
      ),
    );
  });
  expect(refusals).toEqual([
    'RangeError',
    'RangeError',
    'RangeError',
    'RangeError',
    'RangeError',
    'NotInThisPhase',
  ]);
  expect(await snow.status()).toMatchObject({ phase: 'running' });
});
