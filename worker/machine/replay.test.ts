import { MessageChannel } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ConsoleOutput } from '#protocol/console';
import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import type { TimelinePoint } from '#protocol/timeline';
import { forgeReplay, type ReplayJson, withBytes } from '../node/forged-replay.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { replayInProcess, standing, standingsAt } from '../node/replayed.ts';
import type { Machine } from './machine.ts';

const library = createNodeLibrary('replay-test');
const opened: Machine[] = [];

/** Computers may have much else to do. */
const PATIENT = { timeoutMs: 240_000 };

/** Where a session was recorded, and what was recorded of it. */
let machine: Machine;
let info: SnapshotInfo;
let fromNs: number;
let toNs: number;
/** The shell stands at its prompt. */
let promptNs: number;

beforeAll(async () => {
  machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.boot(
    configOf('tiny', { memoryMiB: 32, disk: { kind: 'blank', sizeMiB: 8 } }),
    NODE_FILES,
  );
  fromNs = (await machine.timeline()).toNs;
  await work();
  await machine.pause();
  toNs = (await machine.timeline()).toNs;
  info = await machine.recordReplay(fromNs, toNs, { name: 'A session' });
}, 900_000);

afterAll(() => machine.powerOff());

afterEach(async () => {
  for (const other of opened.splice(0)) await other.powerOff();
});

/** Somebody works with a machine: everything that can come to it from outside. */
async function work(): Promise<void> {
  const run = (command: string) => machine.run(command, PATIENT);
  await run('ls -lR /etc | md5sum; date');
  await run("awk 'BEGIN { for (i = 0; i < 3000; i++) s += sin(i); print s }'");
  promptNs = (await machine.timeline()).toNs;
  await machine.sample(true, 'scripts');
  await run('head -c 200000 /dev/urandom >/data/noise; sync; md5sum /data/noise');
  await machine.type('vi /tmp/letter\r');
  await machine.waitFor('1/1 100%', PATIENT);
  await machine.type('iDear reader,\x1b');
  await machine.waitFor('- /tmp/letter', PATIENT);
  await machine.type(':wq\r');
  await machine.setRate(10);
  await run('sleep 2; cat /proc/uptime');
  await machine.sample(false, 'scripts');
  await machine.setRate(0.5);
  await machine.type('echo pasted line\r'.repeat(20));
  await run('true');
  await machine.pause();
  await machine.setRate(1);
  await machine.resume();
  await machine.setJit(true);
  await run(
    'lua -e "local t = {} for i = 1, 20000 do t[i] = i * 1.5 end print(#t)"; cat /tmp/letter',
  );
  await machine.setJit('auto');
  await machine.freeze();
  await run('for i in 1 2 3 4 5 6 7 8; do /bin/true; done; mkdir /tmp/d; cat /proc/uptime');
}

async function opening(id: SnapshotId): Promise<Machine> {
  const replay = createNodeMachine();
  opened.push(replay);
  replay.attachLibrary(library);
  await replay.thaw({ kind: 'snapshot', id }, { as: 'replay' }, NODE_FILES);
  return replay;
}

test('a recorded session does the same in another process, point by point', async () => {
  expect(info).toMatchObject({ kind: 'replay', name: 'A session' });
  const { points } = await machine.timeline();
  const instants = points.map(({ guestTimeNs }) => guestTimeNs).filter((ns) => ns >= fromNs);
  expect(instants.length).toBeGreaterThan(5);
  const first = await standingsAt(machine, instants);
  const file = await library.export(info.id, NODE_FILES);
  const again = await replayInProcess({
    file: new Uint8Array(await file.arrayBuffer()),
    instants,
  });
  expect(again).toEqual(first);
}, 900_000);

test('recording leaves a machine where it stands, in the present and in the past', async () => {
  await machine.rewindTo(toNs);
  expect(machine.status.phase).toBe('paused');
  const before = await standing(machine);
  const whole = await machine.recordReplay(fromNs, toNs);
  expect(machine.status.phase).toBe('paused');
  expect(await standing(machine)).toEqual(before);
  expect(whole.newBytes).toBeLessThan(info.totalBytes);

  const middleNs = (fromNs + toNs) / 2;
  await machine.rewindTo(middleNs);
  const then = await standing(machine);
  const { id } = await machine.recordReplay(fromNs, middleNs + 1e9);
  expect(machine.status).toEqual({ phase: 'rewound', playing: false });
  expect(await standing(machine)).toEqual(then);
  const replay = await opening(id);
  expect((await replay.timeline()).toNs).toBe(middleNs + 1e9);
  await replay.rewindTo(middleNs + 1e9);
  await machine.rewindTo(middleNs + 1e9);
  expect(await standing(replay)).toEqual(await standing(machine));
  expect((await library.list()).filter(({ kind }) => kind === 'replay')).toHaveLength(3);
}, 600_000);

test('what is outside of the timeline, or ends before it begins, is no span to record', async () => {
  const timeline = await machine.timeline();
  for (const [from, to] of [
    [timeline.fromNs - 1, toNs],
    [fromNs, timeline.toNs + 1e9],
    [toNs, fromNs],
    [Number.NaN, toNs],
  ] as const) {
    await expect(machine.recordReplay(from, to)).rejects.toThrow(RangeError);
  }
});

test('a replay plays to its end and stands there; nothing typed reaches it, and nothing of it is saved', async () => {
  const replay = await opening(info.id);
  const start = await replay.timeline();
  expect(start).toMatchObject({ replay: true, inPast: true, commands: [] });
  expect(start.atNs).toBe(start.fromNs);
  expect(start.points.length).toBeGreaterThan(5);
  const known = (points: readonly TimelinePoint[]) =>
    points.filter(
      ({ deviceAccesses, interrupts }) => deviceAccesses !== null && interrupts !== null,
    );
  expect(known(start.points)).toEqual(start.points.slice(0, 1));
  await expect(replay.type('x')).rejects.toMatchObject({ name: 'NotInThisPhase' });
  await expect(replay.freeze()).rejects.toMatchObject({ name: 'NotInThisPhase' });
  await replay.rewindTo(start.toNs - 1e9);
  await replay.play();
  await expect
    .poll(async () => (await replay.timeline()).atNs, { timeout: 120_000 })
    .toBe(start.toNs);
  await expect.poll(() => replay.status).toEqual({ phase: 'rewound', playing: false });
  await machine.rewindTo(start.toNs);
  expect(await replay.screen()).toBe(await machine.screen());
  const { points } = await replay.timeline();
  expect(known(points)).toEqual(points);
  await replay.rewindTo(start.fromNs);
  await replay.rewindTo(start.toNs);
  expect(await replay.screen()).toBe(await machine.screen());
  const listed = (await library.list()).length;
  await replay.keep();
  expect(await library.list()).toHaveLength(listed);
}, 300_000);

test('taken over in its middle, a replay lives on as a machine of its own', async () => {
  const replay = await opening(info.id);
  await replay.rewindTo(promptNs);
  const listed = (await library.list()).length;
  await replay.takeOver();
  expect(await library.list()).toHaveLength(listed);
  const timeline = await replay.timeline();
  expect(timeline).toMatchObject({ replay: false, inPast: false });
  const { output } = await replay.run(
    'hostname; cat /sys/class/net/eth0/address; date +%s',
    PATIENT,
  );
  const [host = '', mac = '', seconds = ''] = output.trim().split('\n');
  expect(host).toMatch(/^tiny-[0-9a-f]{4}$/);
  expect(mac).toMatch(/^52:54:00:/);
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
  await replay.freeze();
  const [own] = await library.list();
  expect(own?.lineage).not.toBe(info.lineage);
  expect(own?.parent).toBe(info.id);
  const before = (await replay.timeline()).toNs;
  await replay.run('touch /tmp/here', PATIENT);
  await replay.rewindTo(before);
  await replay.takeOver({ discard: true });
  expect((await replay.run('ls /tmp/here', PATIENT)).exitCode).toBe(1);
  const copy = createNodeMachine();
  opened.push(copy);
  copy.attachLibrary(library);
  await copy.thaw({ kind: 'snapshot', id: own?.id ?? info.id }, { as: 'copy' }, NODE_FILES);
  expect((await copy.run('echo on', PATIENT)).output).toBe('on\n');
}, 300_000);

test('a replay whose past takes more than it may forgets points, and begins where it did', async () => {
  const replay = await opening(info.id);
  const budgetBytes = 16 * 2 ** 20;
  await replay.setPastBudget(budgetBytes);
  const { fromNs: startNs, toNs: endNs } = await replay.timeline();
  const first = await standing(replay);
  await replay.rewindTo(endNs);
  const last = await standing(replay);
  const timeline = await replay.timeline();
  expect(timeline.bytes).toBeLessThanOrEqual(budgetBytes);
  expect(timeline.fromNs).toBe(startNs);
  await replay.rewindTo(startNs);
  expect(await standing(replay)).toEqual(first);
  await replay.rewindTo(endNs);
  expect(await standing(replay)).toEqual(last);
}, 300_000);

/** All that a machine's console shows from now on, as one that is connected gets it. */
function shownBy(replay: Machine): () => string {
  const { port1, port2 } = new MessageChannel();
  let shown = '';
  port1.on('message', (message: ConsoleOutput) => {
    const { length } = message.kind === 'output' ? message.bytes : message.text;
    shown +=
      message.kind === 'output' ? Buffer.from(message.bytes).toString('latin1') : message.text;
    port1.postMessage({ kind: 'drawn', bytes: length });
  });
  port1.unref();
  // Safe: Node's port has the members that the console server uses.
  replay.openConsole(port2 as never);
  return () => shown;
}

/** Plays a replay to where it stops; its console must never have shown a text. */
async function playsTo(id: SnapshotId, never: string): Promise<string> {
  const replay = await opening(id);
  const shown = shownBy(replay);
  const { toNs: endNs } = await replay.timeline();
  const failure: unknown = await replay.rewindTo(endNs).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'PastDiverged' });
  expect(replay.status).toEqual({ phase: 'rewound', playing: false });
  expect(await replay.screen()).not.toContain(never);
  expect(shown()).not.toContain(never);
  expect(shown()).toContain('root@tiny');
  // What is proven can be gone to, and lived on from.
  const { fromNs: startNs, atNs } = await replay.timeline();
  await replay.rewindTo((startNs + atNs) / 2);
  await replay.takeOver();
  expect(replay.status.phase).toBe('running');
  return failure instanceof Error ? failure.message : '';
}

/** Somewhere in the log. */
function withTyped(json: ReplayJson, typed: string, other: string): ReplayJson {
  let isDone = false;
  for (const stretch of json.stretches) {
    const log = isDone ? null : withBytes(stretch['log'], typed, other);
    if (log === null) continue;
    stretch['log'] = log;
    isDone = true;
  }
  if (!isDone) throw new Error(`The log does not have ${typed}.`);
  return json;
}

test('one key stroke that is another is told of at its instant, and what it did is not shown', async () => {
  const id = await forgeReplay(library, info.id, {
    text: (json) => withTyped(json, 'pasted line', 'wasted line'),
  });
  const message = await playsTo(id, 'wasted');
  const seconds = Number(/differs at ([0-9.]+) s/.exec(message)?.[1]);
  expect(seconds).toBeGreaterThan(fromNs / 1e9);
  expect(seconds).toBeLessThan(toNs / 1e9);
}, 300_000);

test('registers, pages and RAM are compared where a stretch ends', async () => {
  const digests = (name: string) => (json: ReplayJson) => {
    const stretch = json.stretches.at(name === 'ram' ? -1 : 3);
    // Safe: a machine wrote it.
    const known = stretch?.['digests'] as Record<string, unknown>;
    known[name] = 'ab'.repeat(32);
    return json;
  };
  for (const name of ['state', 'pages', 'ram']) {
    const id = await forgeReplay(library, info.id, { text: digests(name) });
    await playsTo(id, 'nothing of this');
  }
}, 300_000);
