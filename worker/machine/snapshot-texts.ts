import type { EngineState } from '../engine/engine.ts';
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

/** Undoes `writeTexts`; null when one of them is missing or is no JSON. */
export function readTexts(texts: Readonly<Record<string, string>>): MachineTexts | null {
  const { devices, engine, cycle, transcript, console, plain } = texts;
  if (devices === undefined || engine === undefined || cycle === undefined) return null;
  if (transcript === undefined || console === undefined || plain === undefined) return null;
  try {
    const { deviceBytes, ...state } = JSON.parse(engine, bytesFromJson);
    return {
      devices: { info: devices, bytes: deviceBytes },
      engine: state,
      cycle: JSON.parse(cycle),
      transcript: JSON.parse(transcript),
      console: JSON.parse(console),
      plain,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
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
  return Uint8Array.from(atob(String(value.base64)), (character) => character.charCodeAt(0));
}
