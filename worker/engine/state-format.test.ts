import { expect, test } from 'vitest';
import { ScriptedRun } from '../node/scripted-run.ts';
import { DeviceBuffers } from './device-buffers.ts';
import { joinState, packState, splitState, unpackState } from './state-format.ts';

test('a real state comes back byte for byte, from two parts and from values', async () => {
  const run = await ScriptedRun.start({
    image: 'tiny',
    memoryMiB: 32,
    seed: 1,
    lines: [],
    instants: [],
  });
  for (const instructions of [0, 1e6, 5e6]) {
    await run.to(instructions);
    const state = new DeviceBuffers().join(run.freeze().engine.devices);
    const { info, buffers } = splitState(state);
    expect(Buffer.compare(joinState(info, buffers), state)).toBe(0);
    expect(Buffer.compare(packState(unpackState(state)), state)).toBe(0);
    expect(Buffer.compare(joinState(info.replace('1', '2'), buffers), state)).not.toBe(0);
  }
});

test('texts of any length and script come back', () => {
  for (const info of ['', '{}', '{ }', '{"name":"grün"}', '{"name":"雪花"}']) {
    const state = joinState(info, Uint8Array.of(1, 2, 3, 4));
    expect(splitState(state)).toEqual({ info, buffers: Uint8Array.of(1, 2, 3, 4) });
  }
});

test('anything else is refused', () => {
  const state = joinState('{}', Uint8Array.of(1, 2, 3, 4));
  expect(() => splitState(state.subarray(0, 8))).toThrow();
  expect(() => splitState(state.subarray(0, 20))).toThrow('no state of v86');
  for (const at of [0, 4, 8]) {
    const damaged = state.slice();
    damaged[at] = 0xff;
    expect(() => splitState(damaged), `byte ${at}`).toThrow('no state of v86');
  }
  const endless = state.slice();
  endless[12] = 0xff;
  expect(() => splitState(endless)).toThrow('cut off');
});
