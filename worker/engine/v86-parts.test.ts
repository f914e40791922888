import { expect, test } from 'vitest';
import { missingExports, missingImports, missingParts } from './v86-parts.ts';

test('names every part that a v86 build lacks', () => {
  expect(missingImports({})).toContain('import microtick');
  expect(missingExports({ memory: 1, v86_malloc: 1, v86_free: 1 })).toEqual([
    'export rust_init',
    'export allocate_memory',
  ]);
  expect(missingParts({ v86: { cpu: { main_loop: 'not a function' } } })).toContain(
    'emulator.v86.cpu.main_loop',
  );
});
