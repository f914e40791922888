import type { EngineState } from '../engine/frozen-engine.ts';
import { Wrong } from '../snapshots/shapes.ts';
import {
  checkConsole,
  checkCycle,
  checkDevices,
  checkEngine,
  checkTranscript,
} from './check-texts.ts';
import type { ConsoleState } from './console-model.ts';
import type { PowerCycleState } from './power-cycle.ts';
import type { TranscriptState } from './transcript.ts';

/** All of a machine that snapshots keep as texts. */
export interface MachineTexts {
  /** v86's own account of CPU and devices. */
  readonly devices: { readonly info: string; readonly bytes: number };
  readonly engine: EngineState;
  readonly cycle: PowerCycleState;
  readonly transcript: TranscriptState;
  readonly console: ConsoleState & { readonly replies: string };
  /** Scrollback and screen without colours, to read and to compare. */
  readonly plain: string;
}

/** Bytes as JSON has them. */
interface JsonBytes {
  readonly base64: string;
}

/** Undone by `readTexts`. */
export function writeTexts(texts: MachineTexts): Record<string, string> {
  return {
    devices: texts.devices.info,
    engine: JSON.stringify({ deviceBytes: texts.devices.bytes, ...texts.engine }, bytesToJson),
    cycle: JSON.stringify(texts.cycle),
    transcript: JSON.stringify(texts.transcript),
    console: JSON.stringify(texts.console),
    plain: texts.plain,
  };
}

/** Undoes `writeTexts`. Throws `Wrong` when one of them is missing, or not what a machine writes. */
export function readTexts(texts: Readonly<Record<string, string>>): MachineTexts {
  const read = (name: string, check: (value: unknown) => void): unknown => {
    const value = parsed(texts, name);
    check(value);
    return value;
  };
  // Safe, here and below: the shape was just checked.
  const engine = read('engine', checkEngine) as EngineState & { readonly deviceBytes: number };
  const { deviceBytes, ...state } = engine;
  read('devices', (value) => checkDevices(value, deviceBytes));
  return {
    devices: { info: textOf(texts, 'devices'), bytes: deviceBytes },
    engine: state,
    cycle: read('cycle', checkCycle) as PowerCycleState,
    transcript: read('transcript', checkTranscript) as TranscriptState,
    console: read('console', checkConsole) as MachineTexts['console'],
    plain: textOf(texts, 'plain'),
  };
}

function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  const text = texts[name];
  if (text === undefined) throw new Wrong(`its ${name} is missing`);
  return text;
}

function parsed(texts: Readonly<Record<string, string>>, name: string): unknown {
  try {
    return JSON.parse(textOf(texts, name), bytesFromJson);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Wrong(`its ${name} is no JSON`);
    throw error;
  }
}

function bytesToJson(_key: string, value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  const json: JsonBytes = { base64: btoa(String.fromCodePoint(...value)) };
  return json;
}

function bytesFromJson(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  return Uint8Array.from(binaryOf(value.base64), (character) => character.charCodeAt(0));
}

function binaryOf(base64: unknown): string {
  try {
    return atob(String(base64));
  } catch (error) {
    if (error instanceof DOMException) throw new Wrong('bytes are no base64');
    throw error;
  }
}
