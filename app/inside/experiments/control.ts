import type { Counters } from '#protocol/counters';
import { countText } from '../numbers.ts';
import type { Bench } from './bench.ts';
import {
  type Experiment,
  ExperimentFailed,
  type Finding,
  measured,
  requireCounted,
} from './experiment.ts';
import { counted, verdict } from './verdict.ts';
import { figureText } from './words.ts';

const PAUSE_MS = 1500;

const UPTIME = 'cat /proc/uptime';
const MEMORY = 'grep MemTotal /proc/meminfo';
const DEVICES = 'lspci';

/** What was read before, in and after a pause. */
export interface PauseReadings {
  /** The guest's `/proc/uptime`. */
  readonly uptimes: readonly [before: string, after: string];
  /** Host time between the two, and of it paused, in milliseconds. */
  readonly hostMs: number;
  readonly pausedMs: number;
  readonly counters: readonly [
    begin: Counters,
    beforePause: Counters,
    inPause: Counters,
    end: Counters,
  ];
}

export const control: Experiment = {
  id: 'control',
  title: 'Time stands still, and what the guest was given',
  about:
    'The machine is paused for a second and a half. It tells the time by its own clock before and after; then what memory and what devices it sees.',
  commands: [UPTIME, UPTIME, MEMORY, DEVICES],
  cited: {
    by: 'S0',
    says: 'A good system lets everything be controlled, and “a brilliant v12n system exposes that control to users”.',
  },
  async run(bench) {
    const readings = await throughPause(bench);
    const memory = (await bench.run(MEMORY)).output;
    const devices = (await bench.run(DEVICES)).output;
    return controlFinding(readings, memory, devices);
  },
};

async function throughPause(bench: Bench): Promise<PauseReadings> {
  const { machine } = bench;
  const begin = await machine.counters();
  const first = (await bench.run(UPTIME)).output;
  const firstAt = performance.now();
  bench.step('pause');
  bench.atEnd(() => machine.resume());
  await machine.pause();
  const pausedAt = performance.now();
  const beforePause = await machine.counters();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const inPause = await machine.counters();
  const pausedMs = performance.now() - pausedAt;
  bench.step('resume');
  await machine.resume();
  const second = (await bench.run(UPTIME)).output;
  return {
    uptimes: [first, second],
    hostMs: performance.now() - firstAt,
    pausedMs,
    counters: [begin, beforePause, inPause, await machine.counters()],
  };
}

/** What a pause did to the guest, and what the guest says of its memory and devices. */
export function controlFinding(
  { uptimes, hostMs, pausedMs, counters }: PauseReadings,
  memory: string,
  devices: string,
): Finding {
  const [begin, beforePause, inPause, end] = counters;
  requireCounted(beforePause.instructions - begin.instructions, 'instructions');
  requireCounted(end.instructions - inPause.instructions, 'instructions');
  requireCounted(beforePause.guestTimeNs - begin.guestTimeNs, 'the machine’s time');
  requireCounted(end.guestTimeNs - inPause.guestTimeNs, 'the machine’s time');
  const [before, after] = uptimes.map(secondsIn) as [number, number];
  requireCounted(after - before, 'the guest’s clock', Number.MIN_VALUE);
  const memoryKiB = numberIn(/MemTotal:\s+(\d+) kB/, memory);
  const deviceCount = devices.trim().split('\n').filter(Boolean).length;
  requireCounted(deviceCount, 'devices');
  const executed = inPause.instructions - beforePause.instructions;
  const guestNs = inPause.guestTimeNs - beforePause.guestTimeNs;
  const missedMs = hostMs - (after - before) * 1000;
  // The guest's clock is read in steps of 10 ms.
  const holds = executed === 0 && guestNs === 0 && missedMs > pausedMs - 100;
  return {
    parameters: { pauseMs: PAUSE_MS },
    rows: [
      measured('paused for', Math.round(pausedMs), 'ms'),
      measured('instructions meanwhile', executed),
      measured(
        'of your time, between the guest’s two looks at its clock',
        Math.round(hostMs),
        'ms',
      ),
      measured('of its own', Math.round((after - before) * 1000), 'ms'),
      measured('memory that the guest sees', memoryKiB, 'KiB'),
      measured('devices that it sees on PCI', deviceCount),
    ],
    holds,
    verdict: holds
      ? verdict`Paused for ${secondsText(pausedMs)}, the guest executed ${counted('nothing')}, and its own clock missed ${secondsText(missedMs)} without its knowing: time is a setting.`
      : verdict`In a pause of ${secondsText(pausedMs)} the guest executed ${counted(countText(executed))} instructions and missed ${secondsText(missedMs)}, so it was not held still.`,
  };
}

const secondsText = (ms: number) => counted(`${figureText(ms / 1000)} s`);

const secondsIn = (uptime: string) => numberIn(/^([\d.]+) /, uptime);

function numberIn(pattern: RegExp, text: string): number {
  const found = pattern.exec(text)?.[1];
  if (found !== undefined) return Number(found);
  throw new ExperimentFailed('The guest did not say what it was asked.', text.trim());
}
