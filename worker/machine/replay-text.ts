import type { JitMode } from '#protocol/machine';
import { amount, digest, list, oneOf, record, text, Wrong, whole } from '../snapshots/shapes.ts';
import { checkLog } from '../timeline/check-log.ts';
import type { Digests } from '../timeline/digests.ts';
import { MOST, type Replay, type Stretch } from '../timeline/replay.ts';

/** Grows whenever a replay of before could not be read, or would not do the same. */
const VERSION = 1;

const JIT_MODES: Readonly<Record<string, JitMode>> = { auto: 'auto', on: true, off: false };

const LATEST_NS = 2 ** 53 - 1;

/** A replay of a version that is not known here. */
export class NewerReplay extends Error {}

/** A replay as a text of a snapshot; undone by `readReplay`. */
export function writeReplay({ settings, stretches }: Replay): string {
  const [jit] = Object.entries(JIT_MODES).find(([, mode]) => mode === settings.jitMode) ?? [];
  const { sliceInstructions, epochMs } = settings;
  return JSON.stringify({
    version: VERSION,
    settings: { jit, sliceInstructions, epochMs },
    stretches: stretches.map(({ log, output, ...stretch }) => ({
      ...stretch,
      log: toBase64(log),
      output: toBase64(output),
    })),
  });
}

/**
 * Undoes `writeReplay`. Throws `Wrong` when it is not what that writes, `NewerReplay` when a later one has written it.
 *
 * @param start guest time at which it begins, and how long slices are there at most.
 */
export function readReplay(
  written: string,
  start: { readonly ns: number; readonly sliceInstructions: number },
): Replay {
  const value = record(parsed(written), 'its recording');
  const version = whole(value['version'], 'the version of its recording', 1, 2 ** 31);
  if (version > VERSION) throw new NewerReplay(`It has version ${version}.`);
  const settings = record(value['settings'], 'settings');
  const jitMode = JIT_MODES[oneOf(settings['jit'], 'jit', Object.keys(JIT_MODES))];
  if (jitMode === undefined) throw new Wrong('it names no mode of the compiler');
  return {
    settings: {
      jitMode,
      sliceInstructions: whole(
        settings['sliceInstructions'],
        'the length of slices',
        1,
        start.sliceInstructions,
      ),
      epochMs: amount(settings['epochMs'], 'epochMs', Number.MAX_VALUE),
    },
    stretches: readStretches(value['stretches'], start),
  };
}

function readStretches(
  value: unknown,
  start: { readonly ns: number; readonly sliceInstructions: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  const room = { log: MOST.logBytes, output: MOST.outputBytes };
  let startNs = start.ns;
  for (const entry of list(value, 'the list of stretches', MOST.stretches)) {
    const stretch = record(entry, 'a stretch');
    const endNs = amount(stretch['endNs'], "a stretch's end", LATEST_NS);
    if (endNs < startNs) throw new Wrong('a stretch ends before it begins');
    const log = fromBase64(stretch['log'], 'a log', room.log);
    const output = fromBase64(stretch['output'], 'output', room.output);
    room.log -= log.length;
    room.output -= output.length;
    checkLog(log, { ns: endNs - startNs, sliceInstructions: start.sliceInstructions });
    stretches.push({
      log,
      output,
      inputBytes: whole(stretch['inputBytes'], 'inputBytes', 0, log.length),
      endNs,
      instructions: whole(stretch['instructions'], 'instructions', 0, Number.MAX_SAFE_INTEGER),
      digests: readDigests(record(stretch['digests'], 'digests')),
    });
    startNs = endNs;
  }
  if (stretches.length === 0) throw new Wrong('its recording is empty');
  return stretches;
}

function readDigests(value: Record<string, unknown>): Digests {
  const orNull = (name: string) => (value[name] === null ? null : digest(value[name], name));
  return {
    state: digest(value['state'], 'state'),
    pages: orNull('pages'),
    ram: orNull('ram'),
  };
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Wrong('its recording is no JSON');
    throw error;
  }
}

/** More arguments than a call takes are given in several. */
const AT_ONCE = 2 ** 13;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += AT_ONCE) {
    binary += String.fromCodePoint(...bytes.subarray(at, at + AT_ONCE));
  }
  return btoa(binary);
}

function fromBase64(value: unknown, what: string, mostBytes: number): Uint8Array {
  const base64 = text(value, what, 4 * Math.ceil(mostBytes / 3));
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (error) {
    if (error instanceof DOMException) throw new Wrong(`${what} is no base64`);
    throw error;
  }
}
