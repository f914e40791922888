import { expect, test } from 'vitest';
import type { MeasuredCounts } from '#protocol/counters';
import { USUAL_TEMPO } from '#protocol/tempo';
import { Engine } from '../engine/engine.ts';
import { configOf, NODE_FILES, readLocalFile } from '../node/node-machine.ts';
import { ConsoleServer } from './console-server.ts';
import { guestStopped } from './ends.ts';
import { engineOptions, loadMachine } from './loaded-machine.ts';
import { PacedTime } from './paced-time.ts';
import { PowerCycle, type PowerCycleState } from './power-cycle.ts';
import { Transcript } from './transcript.ts';

test('a power cycle goes on where another was; one that knows nothing of it does not', async () => {
  const asked = { config: configOf('tiny', { memoryMiB: 64 }), locations: NODE_FILES };
  const engine = await Engine.create(
    engineOptions(await loadMachine(asked, { readFile: readLocalFile }, () => {}), 0),
  );
  const begin = (onPrompt: () => void, restored?: PowerCycleState): PowerCycle =>
    new PowerCycle({
      engine,
      time: new PacedTime(USUAL_TEMPO),
      console: new ConsoleServer(
        () => {},
        () => {},
        () => {},
      ),
      transcript: new Transcript(),
      dateMs: () => 0,
      onOutput: () => {},
      onPrompt,
      onEnd: () => {},
      ...(restored ? { restored } : {}),
    });
  const first = await new Promise<PowerCycle>((resolve) => {
    const cycle = begin(() => resolve(cycle));
    cycle.start();
  });
  first.stop();
  const state: PowerCycleState = JSON.parse(JSON.stringify(first.state));
  expect(state).toMatchObject({ prompted: true, shell: { phase: 'ready', prompts: 1 } });
  expect(state.lastWords).not.toBe('');
  expect(state.ranMs).toBeGreaterThan(0);
  expect(state.agent.listening).toBe(true);

  const ignorant = begin(() => {});
  expect(ignorant.state).not.toEqual(state);
  await expect(ignorant.run('true', 10)).rejects.toMatchObject({ name: 'TimedOut' });
  ignorant.dispose(guestStopped('it was switched off'));

  const cut = { ...state, marks: { bytes: [0xe2], cut: '\x1b]' } };
  expect(begin(() => {}, cut).state).toEqual(cut);

  first.counts.fromHere();
  expect(begin(() => {}, first.state).state).toEqual(first.state);
  const { hlt: _, ...known } = engine.measured.events;
  // Safe: what a machine kept which did not count HLT yet.
  const countedFrom = { ...engine.measured, events: known } as MeasuredCounts;
  expect(begin(() => {}, { ...state, countedFrom }).counts.measured.events).toMatchObject({
    cpuid: 0,
    hlt: engine.measured.events.hlt,
  });

  const second = begin(() => {}, state);
  expect(second.state).toEqual(state);
  expect(second.progress.wallTimeMs).toBe(state.ranMs);
  second.start();
  expect(await second.run('echo here', 20_000)).toEqual({ output: 'here\n', exitCode: 0 });
  second.dispose(guestStopped('it was switched off'));
});
