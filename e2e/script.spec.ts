import { expect, test } from './fixtures.ts';

test.describe('globalThis.snowglobe', () => {
  test('boots more machines beside the first, each with its own life', async ({ snow, page }) => {
    await snow.open();
    const second = await snow.boot({ name: 'second', memoryMiB: 32, seed: 7 });
    expect(second).toBe(1);
    await snow.run('echo first > /tmp/name');
    await snow.run('echo second > /tmp/name', second);
    expect((await snow.run('cat /tmp/name')).output).toBe('first\n');
    expect((await snow.run('cat /tmp/name', second)).output).toBe('second\n');
    const ids = await page.evaluate(() => snowglobe.machines().map(({ id }) => id));
    expect(new Set(ids).size).toBe(2);
    await expect(page.getByRole('tab', { name: /^second/ })).toBeVisible();
  });

  test('types, waits, reads the screen and counts', async ({ snow, page }) => {
    await snow.open();
    const seen = await page.evaluate(async () => {
      const [machine] = snowglobe.machines();
      if (!machine) throw new Error('No machine.');
      const before = await machine.counters();
      await machine.type('echo $((6*7))\r');
      const waited = await machine.waitFor(/^42$/m);
      return { waited, before, after: await machine.counters(), screen: await machine.screen() };
    });
    expect(seen.waited).toContain('42');
    expect(seen.screen).toContain('42');
    expect(seen.after.instructions).toBeGreaterThan(seen.before.instructions);
    expect(seen.after.guestTimeNs).toBeGreaterThan(seen.before.guestTimeNs);
    expect(seen.after.wallTimeMs).toBeGreaterThan(seen.before.wallTimeMs);
  });

  test('pauses, resumes, resets and switches off', async ({ snow, page }) => {
    await snow.open();
    const phases = await page.evaluate(async () => {
      const [machine] = snowglobe.machines();
      if (!machine) throw new Error('No machine.');
      const seen: string[] = [];
      for (const verb of ['pause', 'resume', 'reset', 'powerOff'] as const) {
        await machine[verb]();
        seen.push(machine.status().phase);
      }
      return seen;
    });
    expect(phases).toEqual(['paused', 'running', 'running', 'off']);
  });

  test('tells what went wrong by name', async ({ snow, page }) => {
    await snow.open();
    const names = await page.evaluate(async () => {
      const nameOf = (work: Promise<unknown>) =>
        work.then(
          () => 'nothing',
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        );
      const [machine] = snowglobe.machines();
      if (!machine) throw new Error('No machine.');
      return [
        await nameOf(snowglobe.boot('no-such-image')),
        await nameOf(snowglobe.boot('tiny', { memoryMiB: 16 })),
        await nameOf(snowglobe.boot('tiny', { memoryMiB: 2000 })),
        await nameOf(machine.waitFor('what never comes', { timeoutMs: 50 })),
        await nameOf(machine.pause().then(() => machine.run('true'))),
      ];
    });
    expect(names).toEqual([
      'ImageUnknown',
      'MemoryOutOfRange',
      'MemoryOutOfRange',
      'TimedOut',
      'NotInThisPhase',
    ]);
    expect(await page.evaluate(() => snowglobe.machines()[0]?.status().phase)).toBe('paused');
  });

  test('boots with the devices that were asked for', async ({ snow, page }) => {
    await snow.open();
    const { output } = await page.evaluate(async () => {
      const medium = (text: string) => {
        const bytes = new Uint8Array(64 * 1024);
        bytes.set(new TextEncoder().encode(text));
        return bytes;
      };
      const machine = await snowglobe.boot('tiny', {
        name: 'lab',
        network: 'ne2k',
        disk: { kind: 'file', name: 'disk.img', bytes: medium('written on the disk\n') },
        cd: { name: 'cd.iso', bytes: medium('pressed on the CD\n') },
      });
      return machine.run(
        'head -n 1 /dev/sda; head -n 1 /dev/sr0; ls /sys/bus/pci/drivers/ne2k-pci',
      );
    });
    expect(output).toMatch(/^written on the disk\npressed on the CD\n[\s\S]*0000:00:/);
  });

  test('brings a machine into focus, and removes it with its worker', async ({ snow, page }) => {
    await snow.open();
    await snow.boot({ name: 'second' });
    expect(snow.machineWorkers()).toHaveLength(2);
    await page.evaluate(() => snowglobe.machines()[0]?.focus());
    await expect(page.getByRole('tab', { name: /^tiny/ })).toHaveAttribute('aria-selected', 'true');
    const seen = await page.evaluate(async () => {
      const machine = snowglobe.machines().find(({ name }) => name === 'second');
      if (!machine) throw new Error('No such machine.');
      const failureOf = (work: Promise<unknown>) =>
        work.then(
          () => null,
          (error: unknown) => (error instanceof Error ? error : null),
        );
      const pending = failureOf(machine.run('sleep 1000', { timeoutMs: 60_000 }));
      await machine.remove();
      await machine.remove();
      const refused = await pending;
      return {
        pending: [refused?.name, refused?.message],
        late: (await failureOf(machine.screen()))?.name,
        phase: machine.status().phase,
        left: snowglobe.machines().map(({ name }) => name),
      };
    });
    expect(seen).toEqual({
      pending: ['WorkerLost', 'second was removed before it could answer.'],
      late: 'WorkerLost',
      phase: 'off',
      left: ['tiny'],
    });
    await expect(page.getByRole('tab')).toHaveCount(1);
    await expect.poll(() => snow.machineWorkers().length).toBe(1);
    expect((await snow.run('echo alive')).output).toBe('alive\n');
  });

  test('freezes, goes back, begins copies, and keeps the library', async ({ snow, page }) => {
    test.slow();
    await snow.open();
    const seen = await page.evaluate(async () => {
      const [machine] = snowglobe.machines();
      if (!machine) throw new Error('No machine.');
      const { snapshots } = snowglobe;
      const nameOf = (work: Promise<unknown>) =>
        work.then(
          () => 'nothing',
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        );
      await machine.run('x=before');
      const before = await machine.freeze({ name: 'before' });
      await machine.run('x=after');
      const after = await machine.freeze();
      await machine.resumeFrom(before.id);
      const copy = await snowglobe.resume(after.id);
      const file = await snapshots.export(before.id);
      await snapshots.rename(after.id, 'after');
      const { console: lines, memoryPages } = await snapshots.compare(before.id, after.id);
      await snapshots.delete(before.id);
      return {
        parent: after.parent === before.id,
        x: (await machine.run('echo $x')).output,
        copyX: (await copy.run('echo $x')).output,
        copyName: copy.name,
        differ: memoryPages > 0 && lines.some((line) => line.includes('x=after')),
        gone: await nameOf(snapshots.verify(before.id)),
        goneToo: await nameOf(snowglobe.resume(before.id)),
        imported: (await snapshots.import(file)).name,
        names: (await snapshots.list())
          .filter(({ kind }) => kind === 'kept')
          .map(({ name }) => name)
          .sort(),
        held: (await snapshots.storage()).chunkBytes > 0,
        machines: snowglobe.machines().length,
      };
    });
    expect(seen).toEqual({
      parent: true,
      x: 'before\n',
      copyX: 'after\n',
      copyName: 'tiny 2',
      differ: true,
      gone: 'SnapshotMissing',
      goneToo: 'SnapshotMissing',
      imported: 'before',
      names: ['after', 'before'],
      held: true,
      machines: 2,
    });
  });

  test('refuses a seed that is none, and makes no machine', async ({ snow, page }) => {
    await snow.open();
    const names = await page.evaluate(() =>
      Promise.all(
        [-1, 1.5, 2 ** 32, Number.NaN].map((seed) =>
          snowglobe.boot('tiny', { seed }).then(
            () => 'booted',
            (error: unknown) => (error instanceof Error ? error.name : ''),
          ),
        ),
      ),
    );
    expect(names).toEqual(Array(4).fill('RangeError'));
    expect(await page.evaluate(() => snowglobe.machines().length)).toBe(1);
  });
});
