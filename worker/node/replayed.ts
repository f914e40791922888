import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { MeasuredCounts } from '#protocol/counters';
import { sha256, stateDigest } from '../engine/state-digest.ts';
import type { Machine } from '../machine/machine.ts';

const PROCESS = fileURLToPath(new URL('replay-process.ts', import.meta.url));

/** All that can be compared of a machine at an instant. */
export interface Standing {
  readonly atNs: number;
  readonly instructions: number;
  /** Of all RAM and the registers. */
  readonly sha256: string;
  readonly screen: string;
  readonly measured: MeasuredCounts;
  readonly devices: string;
  readonly disk: string | null;
}

/** A replay in a process of its own: the file, and the guest times at which it is looked at. */
export interface ReplayTask {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly instants: readonly number[];
}

/** Opens a replay in a process of its own, and goes from instant to instant of it. */
export async function replayInProcess(task: ReplayTask): Promise<readonly Standing[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(serialize(task));
  // Safe: the process writes what became of its task; an answer cut short does not deserialise.
  return deserialize(await buffer(child.stdout)) as readonly Standing[];
}

/** Looks at a machine that stands still. */
export async function standing(machine: Machine): Promise<Standing> {
  const { engine, disk } = machine;
  if (engine === null) throw new Error('The machine is off.');
  const { measured } = await machine.counters();
  return {
    // Where its last slice ended: the present goes on while it idles.
    atNs: engine.clock.ns,
    instructions: engine.instructions,
    sha256: await stateDigest(engine),
    screen: await machine.screen(),
    measured,
    devices: await sha256(new TextEncoder().encode(JSON.stringify(engine.deviceView))),
    disk: disk && (await sha256(disk.bytes)),
  };
}

/** Goes to each of the instants, in their order, and looks. */
export async function standingsAt(
  machine: Machine,
  instants: readonly number[],
): Promise<readonly Standing[]> {
  const found: Standing[] = [];
  for (const instant of instants) {
    await machine.rewindTo(instant);
    found.push(await standing(machine));
  }
  return found;
}
