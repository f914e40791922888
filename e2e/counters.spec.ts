import { expect, test } from './fixtures.ts';

test('a machine counts what it does, and says what a command cost', async ({ snow, page }) => {
  await snow.open();
  const counters = await page.evaluate(async () => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('No machine.');
    await machine.sample(true);
    await machine.resetCounters();
    await machine.run('i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; echo done');
    return machine.counters();
  });
  const { measured, sampled, lastCommand } = counters;
  const kinds = [counters, measured, sampled, lastCommand].map((part) => part?.kind);
  expect(kinds).toEqual(['measured', 'measured', 'sampled', 'measured']);
  expect(measured.instructions).toBeGreaterThan(10_000_000);
  expect(measured.instructions).toBeLessThan(counters.instructions);
  expect(measured.userInstructions).toBeGreaterThan(0.8 * measured.instructions);
  expect(lastCommand?.label).toMatch(/^i=0; while/);
  expect(lastCommand?.errorInstructions).toBeLessThan(2000);
  expect(lastCommand?.measured.instructions).toBeGreaterThan(0.9 * measured.instructions);
  const serial = measured.ports.filter(({ device }) => device === 'serial port');
  expect(serial.length).toBeGreaterThan(1);
  expect(sampled?.windows).toBeGreaterThan(10);
  expect(sampled?.classes.move.share).toBeGreaterThan(0.2);
});

test('the disassembler is fetched when samples are wanted, and not before', async ({
  snow,
  page,
}) => {
  const fetched: string[] = [];
  page.context().on('request', (request) => fetched.push(request.url()));
  await snow.open();
  expect(fetched.filter((url) => url.includes('iced'))).toEqual([]);
  await page.evaluate(() => snowglobe.machines()[0]?.sample(true));
  expect(fetched.filter((url) => url.includes('iced'))).toHaveLength(1);
});
