import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SnapshotId } from '#protocol/snapshots';
import { forgeReplay, type ReplayJson } from '../node/forged-replay.ts';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import { Wrong } from '../snapshots/shapes.ts';
import { LogWriter } from '../timeline/log.ts';
import type { Machine } from './machine.ts';
import { readReplay } from './replay-text.ts';

const library = createNodeLibrary('replay-refused-test');
let machine: Machine;
let id: SnapshotId;
let original: ReturnType<typeof library.read>;

beforeAll(async () => {
  machine = createNodeMachine();
  machine.attachLibrary(library);
  await machine.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  const { toNs: fromNs } = await machine.timeline();
  await machine.run('echo once');
  ({ id } = await machine.recordReplay(fromNs, (await machine.timeline()).toNs));
  original = library.read(id);
}, 120_000);

afterAll(() => machine.powerOff());

/** The first stretch has another member. */
const withMember =
  (name: string, value: unknown) =>
  (_text: string, json: ReplayJson): string => {
    const [first] = json.stretches;
    if (first === undefined || !(name in first)) throw new Error(`There is no ${name} to forge.`);
    first[name] = value;
    return JSON.stringify(json);
  };

function logOf(write: (log: LogWriter) => void): string {
  const log = new LogWriter();
  write(log);
  return btoa(String.fromCodePoint(...log.bytes));
}

const DAMAGED: readonly (readonly [string, (text: string, json: ReplayJson) => string])[] = [
  ['no JSON', (text) => text.slice(0, -2)],
  ['no stretches', (_, json) => JSON.stringify({ ...json, stretches: [] })],
  ['no settings', (_, json) => JSON.stringify({ ...json, settings: null })],
  [
    'slices without end',
    (_, json) =>
      JSON.stringify({ ...json, settings: { ...json.settings, sliceInstructions: 2 ** 40 } }),
  ],
  ['a log that is no base64', withMember('log', '%')],
  ['a log that is cut off', withMember('log', btoa('\xff'))],
  ['a log of a kind that is not known', withMember('log', btoa('\x7f'))],
  [
    'a log that lasts longer than it may',
    withMember(
      'log',
      logOf((log) => log.slice(1e15)),
    ),
  ],
  [
    'a console of a thousand million columns',
    withMember(
      'log',
      logOf((log) => log.input({ kind: 'size', columns: 1e9, rows: 24 })),
    ),
  ],
  [
    'a slice without end',
    withMember(
      'log',
      logOf((log) => log.input({ kind: 'sliceLength', instructions: 2 ** 40 })),
    ),
  ],
  ['an end before its beginning', withMember('endNs', 0)],
  ['no digests', withMember('digests', {})],
];

test.each(DAMAGED)('a recording with %s is refused', async (_, forge) => {
  const { texts, facts } = await original;
  const { sliceInstructions } = facts.emulator;
  const start = { ns: facts.guestTimeNs, sliceInstructions };
  const text = texts['replay'] ?? '';
  readReplay(text, start);
  // Safe: a machine wrote it.
  expect(() => readReplay(forge(text, JSON.parse(text) as ReplayJson), start)).toThrow(Wrong);
});

test.each([
  ['no recording', { written: () => undefined }],
  ['a recording that is cut off', { written: (text: string) => text.slice(0, -2) }],
])('a replay with %s is refused, and nothing is touched', async (_, forgery) => {
  await expectRefused(await forgeReplay(library, id, forgery), 'SnapshotDamaged');
});

test('a replay of a newer kind is refused by that name', async () => {
  const newer = await forgeReplay(library, id, { text: (json) => ({ ...json, version: 2 }) });
  await expectRefused(newer, 'SnapshotForeign');
});

test('a replay of another build of the emulator is refused: it would not do the same', async () => {
  const other = await forgeReplay(library, id, {
    facts: (facts) => ({
      ...facts,
      emulator: { ...facts.emulator, sha256: 'ab'.repeat(32) },
    }),
  });
  await expectRefused(other, 'SnapshotForeign');
});

test('a snapshot that is no replay is not opened as one', async () => {
  const info = await machine.freeze();
  await expectRefused(info.id, 'SnapshotDamaged');
});

test('a replay stays one through renaming, export and import', async () => {
  await library.rename(id, 'Renamed');
  const file = await library.export(id, NODE_FILES);
  const other = createNodeLibrary('replay-elsewhere');
  expect(await other.import(file)).toMatchObject({ id, kind: 'replay', name: 'Renamed' });
  const cut = file.slice(0, file.size - 100);
  await expect(other.import(cut)).rejects.toMatchObject({ name: 'SnapshotDamaged' });
});

async function expectRefused(forged: SnapshotId, name: string): Promise<void> {
  const replay = createNodeMachine();
  replay.attachLibrary(library);
  const thawed = replay.thaw({ kind: 'snapshot', id: forged }, { as: 'replay' }, NODE_FILES);
  await expect(thawed).rejects.toMatchObject({ name });
  expect(replay.status).toMatchObject({ phase: 'failed', failure: { name } });
  expect(replay.engine).toBeNull();
  await library.delete(forged);
}
