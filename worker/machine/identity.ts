import { toHex } from '#protocol/bytes';
import type { Thawed } from '#protocol/machine';
import type { PowerCycle } from './power-cycle.ts';

/** What a copy of a machine is told to be, so that it and the original are two machines. */
export interface Identity {
  readonly hostName: string;
  /** Null: it has no network card. */
  readonly mac: string | null;
  /** Mixed into the guest's random numbers. */
  readonly entropyHex: string;
  /** Decides all random numbers that its hardware gives from now on. */
  readonly seed: number;
}

/** A new one, from the host's randomness. */
export function newIdentity(image: string, hasNetwork: boolean): Identity {
  const random = crypto.getRandomValues(new Uint8Array(42));
  const hex = (from: number, to: number) => toHex(random.subarray(from, to));
  // Locally administered, for one host: bit 1 of the first byte set, bit 0 not.
  const mac = ['52:54:00', hex(0, 1), hex(1, 2), hex(2, 3)].join(':');
  return {
    hostName: `${image}-${hex(3, 5)}`,
    mac: hasNetwork ? mac : null,
    entropyHex: hex(5, 37),
    seed: Number.parseInt(hex(37, 41), 16),
  };
}

/**
 * Makes a machine that begins as another was one of its own. Without `named` it keeps the host name. What only the guest
 * can do is asked of its agent, which hears of it once it listens; null: it does not listen yet, and may never.
 */
export function giveIdentity(
  cycle: PowerCycle,
  { hostName, mac, entropyHex, seed }: Identity,
  named: boolean,
): Thawed['identity'] {
  cycle.engine.give({ kind: 'seed', seed });
  cycle.ask({ kind: 'entropy', hex: entropyHex });
  if (mac !== null) cycle.ask({ kind: 'mac', address: mac });
  if (!named) return null;
  cycle.ask({ kind: 'hostname', name: hostName });
  return cycle.hasAgent ? { hostName, mac } : null;
}
