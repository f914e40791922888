import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { TakenMachine } from './keeper.ts';
import type { Machine } from './machine.ts';

const library = createNodeLibrary('forged-texts-test');

/** A machine that runs, and must be none the worse. */
let running: Machine;
let taken: TakenMachine;

beforeAll(async () => {
  running = createNodeMachine();
  running.attachLibrary(library);
  await running.boot(configOf('tiny', { memoryMiB: 32 }), NODE_FILES);
  taken = await running.take('whole');
  await running.freeze();
});

afterAll(() => running.powerOff());

type Json = Readonly<Record<string, unknown>>;

/** Changes a text's JSON; a member by its path, which must be there. */
const withMember =
  (path: string, value: unknown) =>
  (json: Json): unknown => {
    const [first = '', ...rest] = path.split('.');
    if (!(first in json)) throw new Error(`There is no ${path} to forge.`);
    // Safe: a path goes on only where there is an object.
    const inner = json[first] as Json;
    return { ...json, [first]: rest.length ? withMember(rest.join('.'), value)(inner) : value };
  };

const FORGERIES: readonly (readonly [string, string, (json: Json) => unknown])[] = [
  ['devices', 'nothing', () => null],
  ['devices', 'no state', withMember('state', {})],
  [
    'devices',
    'a buffer behind the end',
    withMember('buffer_infos', [{ offset: 0, length: 2 ** 31 }]),
  ],
  ['engine', 'nothing', () => null],
  ['engine', 'no compiler', withMember('jit', null)],
  ['engine', 'a compiler that is neither on nor off', withMember('jit.enabled', 'yes')],
  ['engine', 'input that is no bytes', withMember('serial.queued', [1, 2])],
  ['engine', 'bytes that are no base64', withMember('serial.output', { base64: '%' })],
  ['engine', 'no random numbers', withMember('random', [])],
  ['engine', 'a time before its beginning', withMember('clockNs', -1)],
  ['engine', 'half an instruction', withMember('instructions', 0.5)],
  ['engine', 'another condition', withMember('condition', 'tired')],
  ['engine', 'nothing of its devices', withMember('leftOut', {})],
  ['engine', 'a list for its devices', withMember('leftOut.devices', [])],
  ['engine', 'counts below zero', withMember('meter.cells', { hlt: -1 })],
  ['engine', 'a port that is none', withMember('meter.ports', [{ port: 70_000, counts: [] }])],
  ['engine', 'a device without a name', withMember('meter.high', [{ line: 4, device: 4 }])],
  ['engine', 'a mark without an end', withMember('markBytes', 300)],
  ['cycle', 'emptiness', () => ({})],
  ['cycle', 'a shell in no phase', withMember('shell.phase', 'asleep')],
  ['cycle', 'an unknown request', withMember('agent.requests', [{ kind: 'reboot' }])],
  ['cycle', 'a request without its size', withMember('agent.requests', [{ kind: 'size' }])],
  ['cycle', 'a letter for a byte', withMember('marks.bytes', ['a'])],
  ['cycle', 'a beginning of its counts that is none', (json) => ({ ...json, countedFrom: {} })],
  ['transcript', 'a number', () => 1],
  ['transcript', 'a list for a text', withMember('text', [])],
  ['console', 'a list', () => []],
  ['console', 'a thousand million columns', withMember('columns', 1e9)],
  ['console', 'no rows', withMember('rows', 0)],
  ['console', 'a number to draw', withMember('redraw', 7)],
  ['console', 'pending text', withMember('pending', 'abc')],
];

test.each(FORGERIES)(
  'a text %s with %s is refused before a machine is touched',
  async (name, _, forge) => {
    const forged = JSON.stringify(forge(JSON.parse(taken.texts[name] ?? '')));
    await expectRefused({ ...taken.texts, [name]: forged });
  },
);

test.each(['devices', 'engine', 'cycle', 'transcript', 'console', 'plain'])(
  'a snapshot without its %s is refused before a machine is touched',
  async (name) => {
    const { [name]: _, ...others } = taken.texts;
    await expectRefused(others);
  },
);

test('a text that is no JSON is refused before a machine is touched', async () => {
  await expectRefused({ ...taken.texts, cycle: '{' });
});

async function expectRefused(texts: TakenMachine['texts']): Promise<void> {
  const place = { kind: 'kept', name: 'forged', parent: null, base: null, writer: null } as const;
  const { id } = await library.write({ ...taken, ...place, texts });
  const refusal = { name: 'SnapshotDamaged', message: expect.stringContaining('not resumed') };
  await expect(running.resumeFrom(id)).rejects.toMatchObject(refusal);
  expect(running.status.phase).toBe('running');
  const machine = createNodeMachine();
  machine.attachLibrary(library);
  const thawed = machine.thaw({ kind: 'snapshot', id }, { as: 'copy' }, NODE_FILES);
  await expect(thawed).rejects.toMatchObject(refusal);
  await library.delete(id);
}
