import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { NODE_FILES } from '../node/node-machine.ts';
import { withSliceLength } from './slice-length.ts';

const wasm = new Uint8Array(await readFile(NODE_FILES.emulator));

function differences(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) count++;
  return count;
}

describe('withSliceLength', () => {
  test('rewrites the three places of v86’s release wasm, and it still compiles', async () => {
    const patched = withSliceLength(wasm, 1009);
    expect(patched?.length).toBe(wasm.length);
    expect(differences(patched ?? wasm, wasm)).toBe(9);
    await expect(WebAssembly.compile(patched ?? wasm)).resolves.toBeDefined();
  });

  test('changes nothing for v86’s own length', () => {
    expect(Buffer.compare(withSliceLength(wasm, 100_003) ?? new Uint8Array(), wasm)).toBe(0);
  });

  test('refuses a wasm in which the length does not stand three times', () => {
    const twice = withSliceLength(wasm, 1009)?.slice() ?? wasm;
    twice.set([0xa3, 0x8d, 0x06], 0);
    expect(withSliceLength(twice, 1009)).toBeNull();
  });

  test.each([0, -1, 1.5, 2 ** 20])('refuses a slice of %d instructions', (instructions) => {
    expect(() => withSliceLength(wasm, instructions)).toThrow(RangeError);
  });
});
