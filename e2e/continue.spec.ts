import type { Page, Route } from '@playwright/test';
import { openContract } from './contract.ts';
import { expect, newTab, SnowglobePage, test } from './fixtures.ts';
import { expectUnsaved, keysOf } from './stored-records.ts';

/** Waits until the library has a snapshot that the machine saved by itself, of what it is now. */
async function savedByItself(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const [newest] = await snowglobe.snapshots.list();
        return newest?.kind === 'auto' && newest.picture.lines.join('\n').includes('saved-2');
      }),
    )
    .toBe(true);
}

test('a frozen machine comes back with its console, its files and its shell', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('echo kept > /tmp/kept; greeting=hello; cd /tmp; echo on-the-$((1+0))-console');
  await snow.freeze('before lunch');
  await snow.reload();
  const card = snow.card;
  await expect(card).toContainText('Frozen as “before lunch”');
  await expect(snow.console).toContainText('on-the-1-console');
  await expect(card.getByRole('button', { name: 'Continue' })).toBeFocused();
  const counters = () => page.evaluate(() => snowglobe.machines()[0]?.counters());
  const before = await counters();
  // The time in which a machine is not paused goes on from frame to frame.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  });
  expect(await counters()).toEqual(before);

  await page.keyboard.press('Enter');
  await snow.expectPhase('running');
  await expect(card).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /^Console of/ })).toBeFocused();
  await page.keyboard.type('echo $greeting-$PWD-$(cat kept)\n');
  await snow.expectConsole('hello-/tmp-kept');
});

test('a machine that was used comes back though nobody froze it; one that was not does not', async ({
  snow,
  page,
}) => {
  await snow.open();
  await page.evaluate(() => snowglobe.snapshots.list());
  // What it began from is stored by then, so that its first save is a quick one.
  const isPrepared = async () => (await keysOf(page)).some((key) => key.includes('/baked-'));
  await expect.poll(isPrepared, { timeout: 60_000 }).toBe(true);
  await page.reload();
  await snow.expectPhase('running');
  await expect(snow.card).toHaveCount(0);

  await snow.type('answer=42; echo saved-$((1+1))\n');
  await savedByItself(page);
  await snow.reload();
  await expect(snow.card).toContainText('Saved by itself');
  await page.getByRole('button', { name: 'Continue' }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $answer')).output).toBe('42\n');
});

test('after a crash of the tab the machine is there, and what is lost is told', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  await snow.freeze('the last');
  await snow.type('while sleep 0.2; do date; done\n');
  await expectUnsaved(page, 1000);
  const devtools = await context.newCDPSession(page);
  void devtools.send('Page.crash').catch(() => {});
  await page.waitForEvent('crash');
  const after = await newTab(context);
  await after.expectPhase('paused');
  await expect(after.card).toContainText(/It ran on for \d+ s after that, which is lost/);
});

test('New machine stands beside the last one, which can still be continued', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=kept');
  await snow.freeze('the last');
  await snow.reload();
  await snow.card.getByRole('button', { name: 'New machine' }).click();
  await snow.expectPhase('running', 1);
  await snow.type('echo typed-$((1+1))\n');
  await snow.expectConsole('typed-2', 1);
  await page.getByRole('tab', { name: /^tiny\b(?! 2)/ }).click();
  await snow.card.getByRole('button', { name: 'Continue' }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('kept\n');
});

test('a last machine that is damaged says so, and the page is of use all the same', async ({
  page,
}) => {
  const snow = new SnowglobePage(page);
  await snow.open();
  await snow.freeze('the last');
  await page.evaluate(async () => {
    const request = indexedDB.open('snowglobe-library');
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const [store = ''] = database.objectStoreNames;
    const transaction = database.transaction(store, 'readwrite');
    const chunks = IDBKeyRange.bound('chunk/', 'chunk0');
    transaction.objectStore(store).openCursor(chunks).onsuccess = (event) => {
      const { result: cursor } = event.target as IDBRequest<IDBCursorWithValue | null>;
      if (cursor === null) return;
      cursor.update(new Uint8Array(100));
      cursor.continue();
    };
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
  });
  await page.reload();
  const card = snow.card;
  await expect(card.getByRole('alert')).toContainText('damaged');
  await expect(card.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await card.getByRole('button', { name: 'Other snapshots' }).click();
  await expect(snow.row('the last')).toBeVisible();
  await page.keyboard.press('Escape');
  await card.getByRole('button', { name: 'New machine' }).click();
  await snow.expectPhase('running');
  await expect(page.getByRole('tab')).toHaveCount(1);
});

test('a last machine that another tab saves anew while it is opened here stands as it was saved then', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  await snow.run('x=1');
  const first = await snow.savedByItself();
  await page.goto('about:blank');
  // It opens with what the other tab saves first, and reads that when it is gone.
  const held: Route[] = [];
  const opening = await context.newPage();
  await opening.route('**/machine-worker*', (route) => void held.push(route), { times: 1 });
  await opening.goto('/');
  const here = new SnowglobePage(opening);
  await expect(here.card).toBeVisible();
  const other = await openContract(context);
  await other.evaluate(async (id) => {
    const { api } = contract.newMachine('m');
    await api.thaw({ kind: 'snapshot', id }, { as: 'same' }, contract.files);
    await api.run('x=2');
    await api.keep(true);
    contract.machine('m').worker.terminate();
  }, first.id);
  await opening.bringToFront();
  for (const route of held) await route.continue();
  await here.card.getByRole('button', { name: 'Continue' }).click();
  await here.expectPhase('running');
  expect((await here.run('echo $x')).output).toBe('2\n');
});

test('a second tab is told, may look on, and may take over', async ({ snow, page, context }) => {
  test.slow();
  await snow.open();
  await snow.run('echo saved-$((1+1)); x=1');
  await savedByItself(page);
  const second = await newTab(context);
  const card = second.card;
  await expect(card.getByRole('alert')).toContainText('another tab');
  await expect(card.getByRole('button', { name: 'Take over' })).toBeFocused();
  await card.getByRole('button', { name: 'Look on' }).click();
  await expect(second.console).toContainText('saved-2');
  expect((await snow.run('x=2; echo live-$x')).output).toBe('live-2\n');
  await expect(second.console).toContainText('live-2');

  await card.getByRole('button', { name: 'Take over' }).click();
  await second.expectPhase('running');
  expect((await second.run('echo $x')).output).toBe('2\n');
  await snow.expectPhase('failed');
  await expect(page.getByRole('alert')).toContainText('Another tab has taken this machine over');
  await expect(page.getByRole('tab', { name: 'tiny In another tab' })).toBeVisible();

  await second.run('x=3');
  await page.bringToFront();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('3\n');
  await second.expectPhase('failed');
});

test('a last machine that another tab takes can be taken back from the card', async ({
  snow,
  page,
  context,
}) => {
  await snow.open();
  await snow.run('x=1');
  await snow.freeze('the last');
  await snow.reload();
  const second = await newTab(context);
  await second.card.getByRole('button', { name: 'Take over' }).click();
  await second.expectPhase('running');
  await second.run('x=2');
  await snow.expectPhase('failed');
  const card = snow.card;
  await expect(card.getByRole('alert')).toContainText('Another tab has taken this machine over');
  await expect(card).not.toContainText('stands still');
  await expect(card.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await expect(card.getByRole('button', { name: 'Look on' })).toBeVisible();
  await page.bringToFront();
  await card.getByRole('button', { name: 'Take over' }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('2\n');
});

test('a last machine whose worker crashes before anybody went on with it can be started again', async ({
  snow,
  page,
}) => {
  await snow.open();
  await snow.run('x=kept');
  await snow.freeze('the last');
  await snow.reload();
  await snow.crashWorker();
  await snow.expectPhase('failed');
  await expect(snow.card).toHaveCount(0);
  await expect(page.getByRole('alert')).toContainText('crashed');
  await page.getByRole('button', { name: /^Start again as saved/ }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('kept\n');
});

test('a machine whose worker crashed starts again as it was saved', async ({ snow, page }) => {
  await snow.open();
  await snow.run('x=kept');
  await snow.freeze('the last');
  await snow.crashWorker();
  await snow.expectPhase('failed');
  await page.getByRole('button', { name: /^Start again as saved/ }).click();
  await snow.expectPhase('running');
  expect((await snow.run('echo $x')).output).toBe('kept\n');
});
