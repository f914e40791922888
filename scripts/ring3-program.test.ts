import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { RING3_MODULE_FILE, ring3Module, ring3Program } from './ring3-program.ts';

test('the program that the page types is the one that the script assembles', async () => {
  expect(await readFile(RING3_MODULE_FILE, 'utf8')).toBe(ring3Module(ring3Program()));
});
