import { sha256, stateDigest } from '../engine/state-digest.ts';
import type { Machine } from '../machine/machine.ts';

/** All that a machine is where it stands, to be compared: RAM, registers, counts, guest time, devices, console. */
export async function standsAt(machine: Machine) {
  const { engine } = machine;
  if (engine === null) throw new Error('The machine is off.');
  return {
    instructions: engine.instructions,
    clockNs: engine.clock.ns,
    sha256: await stateDigest(engine),
    screen: await machine.screen(),
    measured: (await machine.counters()).measured,
    devices: await sha256(new TextEncoder().encode(JSON.stringify(engine.deviceView))),
  };
}
