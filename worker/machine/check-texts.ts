import { ESCAPED, LONGEST_MARK } from '../engine/mark-cut.ts';
import { amount, list, oneOf, record, text, Wrong, whole } from '../snapshots/shapes.ts';
import { checkMeasured } from './check-measured.ts';
import { checkMeter } from './check-meter.ts';

const WORD = 0xffff_ffff;

/** A console has so many columns or rows, as its server sees to. */
const SIDE = { least: 2, most: 1000 } as const;

/** A terminal that does not exist yet takes no more at once: xterm throws at 50 million bytes. */
const LONGEST_REDRAW = 48_000_000;

const LONGEST_TRANSCRIPT = 2 ** 22;
const LONGEST_REPLIES = 2 ** 26;
const MOST_PENDING = 2 ** 16;
const MOST_BYTES = 2 ** 26;
const MOST_BUFFERS = 100_000;
const MOST_REQUESTS = 16;
const MOST_DRIVES = 4;

/** Checks what v86 says of its devices, whose buffers have so many bytes; throws `Wrong`. */
export function checkDevices(value: unknown, bytes: number): void {
  const info = record(value, 'devices');
  list(info['state'], "the devices' state", MOST_BUFFERS);
  for (const entry of list(info['buffer_infos'], "the devices' buffers", MOST_BUFFERS)) {
    const { offset, length } = record(entry, 'a buffer');
    const start = whole(offset, "a buffer's offset", 0, bytes);
    whole(length, "a buffer's length", 0, bytes - start);
  }
}

/** Checks an `EngineState` with `deviceBytes`; throws `Wrong`. */
export function checkEngine(value: unknown): void {
  const state = record(value, 'engine');
  whole(state['deviceBytes'], "the devices' bytes", 0, 2 ** 30);
  const jit = record(state['jit'], 'jit');
  flags(jit, ['allowed', 'enabled']);
  const busyness = record(jit['busyness'], 'busyness');
  amount(busyness['windowStartNs'], 'windowStartNs', Number.MAX_VALUE);
  amount(busyness['windowInstructions'], 'windowInstructions', Number.MAX_VALUE);
  flags(busyness, ['busy']);
  const serial = record(state['serial'], 'serial');
  for (const name of ['queued', 'received', 'output']) bytes(serial[name], name);
  flags(serial, ['guestAccepts']);
  for (const part of list(state['agentOutput'], "the agent's output", 10_000)) {
    bytes(part, "the agent's output");
  }
  const random = list(state['random'], 'random', 4);
  if (random.length < 4) throw new Wrong('random has less than 4 words');
  for (const word of random) whole(word, 'a random word', -(2 ** 31), WORD);
  amount(state['clockNs'], 'clockNs', Number.MAX_VALUE);
  whole(state['instructions'], 'instructions', 0, Number.MAX_SAFE_INTEGER);
  oneOf(state['condition'], 'condition', ['running', 'halted', 'reset']);
  checkLeftOut(record(state['leftOut'], 'leftOut'));
  if (state['meter'] !== undefined) checkMeter(state['meter']);
  if (state['markBytes'] !== undefined)
    whole(state['markBytes'], 'markBytes', ESCAPED, LONGEST_MARK);
}

function checkLeftOut(leftOut: Record<string, unknown>): void {
  for (const name of ['devices', 'firmware', 'inodes']) record(leftOut[name], name);
  for (const drive of list(leftOut['drives'], 'drives', MOST_DRIVES)) {
    if (drive !== null) record(drive, 'a drive');
  }
  flags(leftOut, ['cdEjected']);
  whole(leftOut['a20'], 'a20', 0, 0xff);
  whole(leftOut['apicEnabled'], 'apicEnabled', 0, 0xff);
}

/** Checks a `PowerCycleState`; throws `Wrong`. */
export function checkCycle(value: unknown): void {
  const state = record(value, 'cycle');
  const marks = record(state['marks'], 'marks');
  for (const byte of list(marks['bytes'], 'bytes of a character', 4)) byteOf(byte);
  text(marks['cut'], 'a cut mark');
  const shell = record(state['shell'], 'shell');
  oneOf(shell['phase'], "the shell's phase", ['busy', 'prompting', 'continuing', 'ready']);
  whole(shell['prompts'], 'prompts', 0, Number.MAX_SAFE_INTEGER);
  if (typeof shell['exitCode'] !== 'number') throw new Wrong('the exit code is not a number');
  const agent = record(state['agent'], 'agent');
  text(agent['line'], "the agent's line");
  flags(agent, ['listening', 'answerDue']);
  for (const request of list(agent['requests'], 'requests', MOST_REQUESTS)) checkRequest(request);
  text(state['lastWords'], 'the last words', 4096);
  flags(state, ['prompted']);
  amount(state['ranMs'], 'ranMs', Number.MAX_VALUE);
  if (state['countedFrom'] !== undefined) checkMeasured(state['countedFrom']);
}

function checkRequest(value: unknown): void {
  const request = record(value, 'a request');
  switch (oneOf(request['kind'], 'a request', ['size', 'clock', 'entropy', 'hostname', 'mac'])) {
    case 'size':
      checkSize(request);
      return;
    case 'entropy':
      text(request['hex'], 'entropy');
      return;
    case 'hostname':
      text(request['name'], 'a host name');
      return;
    case 'mac':
      text(request['address'], 'an address');
      return;
    case 'clock':
      return;
  }
}

/** Checks a `TranscriptState`; throws `Wrong`. */
export function checkTranscript(value: unknown): void {
  const state = record(value, 'transcript');
  text(state['text'], 'the transcript', LONGEST_TRANSCRIPT);
  text(state['cut'], "the transcript's end");
}

/** Checks a `ConsoleState` with `replies`; throws `Wrong`. */
export function checkConsole(value: unknown): void {
  const state = record(value, 'console');
  checkSize(state);
  text(state['redraw'], 'redraw', LONGEST_REDRAW);
  for (const byte of list(state['pending'], 'pending', MOST_PENDING)) byteOf(byte);
  text(state['replies'], 'replies', LONGEST_REPLIES);
}

function checkSize(size: Record<string, unknown>): void {
  whole(size['columns'], 'columns', SIDE.least, SIDE.most);
  whole(size['rows'], 'rows', SIDE.least, SIDE.most);
}

function flags(values: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    if (typeof values[name] !== 'boolean') throw new Wrong(`${name} is neither true nor false`);
  }
}

function bytes(value: unknown, what: string): void {
  if (!(value instanceof Uint8Array)) throw new Wrong(`${what} is not bytes`);
  if (value.length > MOST_BYTES) throw new Wrong(`${what} has more than ${MOST_BYTES} bytes`);
}

function byteOf(value: unknown): void {
  whole(value, 'a byte', 0, 0xff);
}
