import { vi } from 'vitest';

/**
 * Refuses room as an engine does that has none, for the nth array of bytes of such a length that is asked for from now on
 * and all later ones, until `vi.unstubAllGlobals`.
 */
export function refuseArray(isMeant: (length: number) => boolean, nth = 1): void {
  let asked = 0;
  const construct = (native: Uint8ArrayConstructor, args: unknown[], made: unknown) => {
    const [length] = args;
    if (typeof length === 'number' && isMeant(length) && ++asked >= nth) {
      throw new RangeError('Array buffer allocation failed');
    }
    return Reflect.construct(native, args, typeof made === 'function' ? made : native);
  };
  vi.stubGlobal('Uint8Array', new Proxy(Uint8Array, { construct }));
}
