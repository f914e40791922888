import { FailureError } from '#protocol/failure';
import { installGuestGlobals } from './host-globals.ts';
import type { V86Constructor } from './v86-parts.ts';

let loading: Promise<V86Constructor> | null = null;

/**
 * v86's constructor; the module is imported once, after the guest's globals are in place. Fails with `ImageMissing` or
 * `EmulatorUnknown`.
 */
export function loadV86(): Promise<V86Constructor> {
  loading ??= importV86();
  return loading;
}

/** v86 looks for `Worker` when it loads, to start a nested one as a timer; without it, its `yield` can be replaced. */
async function importV86(): Promise<V86Constructor> {
  installGuestGlobals();
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  if (worker) Reflect.deleteProperty(globalThis, 'Worker');
  try {
    const { V86 } = await import('v86').catch((cause: unknown) => {
      throw new FailureError(
        'ImageMissing',
        'The program of the emulator could not be fetched, and the machine was not started. Check the connection, then start it again.',
        { cause },
      );
    });
    if (typeof V86 !== 'function') {
      throw new FailureError(
        'EmulatorUnknown',
        'This build of v86 is not one that Snowglobe knows: it has no V86 constructor. Install the version that package.json pins.',
      );
    }
    // Safe: what is used of it beyond its own types is checked by name once a machine is built (`missingParts`).
    return V86 as unknown as V86Constructor;
  } finally {
    if (worker) Object.defineProperty(globalThis, 'Worker', worker);
  }
}
