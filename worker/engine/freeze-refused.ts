import { FailureError } from '#protocol/failure';

/** Makes copies of a machine, or of a part of one. Fails with `MemoryRefused` where there is no room for them. */
export function copied<Copy>(memoryMiB: number, copy: () => Copy): Copy {
  try {
    return copy();
  } catch (cause) {
    // What a browser throws that gives no memory to a typed array or to wasm.
    if (cause instanceof RangeError) throw freezeRefused(memoryMiB, { cause });
    throw cause;
  }
}

/** What is told of a machine that there is no memory to freeze. */
export function freezeRefused(memoryMiB: number, options?: ErrorOptions): FailureError {
  return new FailureError(
    'MemoryRefused',
    `The browser did not give the memory to freeze a machine of ${memoryMiB} MiB. It runs on, but cannot be kept. Choose less memory for the next one, or close other machines and tabs.`,
    options,
  );
}
