import { expect, test } from 'vitest';
import { deviceAccesses } from '#protocol/counts-since';
import { configOf, createScriptedMachine, NODE_FILES } from '../node/node-machine.ts';
import { activityIn } from './activity.ts';

test('what costs little to read is what all counts add up to, now and at a point', async () => {
  const machine = createScriptedMachine();
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  await machine.run('ls -lR /proc/sys >/dev/null; sleep 1');
  await machine.pause();
  const { engine } = machine;
  if (engine === null) throw new Error('The machine is off.');
  const { measured } = engine;
  const sums = {
    deviceAccesses: deviceAccesses(measured),
    interrupts: measured.events.interrupt,
    timerTicks: measured.timerTicks,
  };
  expect(sums.timerTicks).toBeGreaterThan(50);
  expect(measured.mmio.length).toBeGreaterThan(0);
  expect(engine.activity).toEqual(sums);
  const { meter } = engine.checkpoint(null).checkpoint.state;
  expect(meter && activityIn(meter)).toEqual(sums);
  await machine.powerOff();
});
