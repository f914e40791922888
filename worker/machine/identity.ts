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
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, '0'));
  // Locally administered, for one host: bit 1 of the first byte set, bit 0 not.
  const mac = ['52', '54', '00', ...hex.slice(0, 3)].join(':');
  return {
    hostName: `${image}-${hex.slice(3, 5).join('')}`,
    mac: hasNetwork ? mac : null,
    entropyHex: hex.slice(5, 37).join(''),
    seed: Number.parseInt(hex.slice(37, 41).join(''), 16),
  };
}

/**
 * Makes a machine that begins as another was one of its own. Without `named` it keeps the host name. What only the guest
 * can do is asked of its agent; null: it has none.
 */
export function giveIdentity(
  cycle: PowerCycle,
  { hostName, mac, entropyHex, seed }: Identity,
  named: boolean,
): Thawed['identity'] {
  cycle.engine.reseed(seed);
  if (!cycle.hasAgent) return null;
  cycle.ask({ kind: 'entropy', hex: entropyHex });
  if (mac !== null) cycle.ask({ kind: 'mac', address: mac });
  if (!named) return null;
  cycle.ask({ kind: 'hostname', name: hostName });
  return { hostName, mac };
}
