import { expect, test } from 'vitest';
import { stepText } from './steps.ts';

test.each([
  ['slice', true, 1024, 'One slice: 1,024 instructions.'],
  ['slice', true, 1, 'One slice: 1 instruction.'],
  ['tick', true, 10_214, 'Timer tick, after 10,214 instructions.'],
  ['line', true, 7, 'Line of output, after 7 instructions.'],
  [
    'interrupt',
    false,
    2_000_000,
    'No interrupt came in 2,000,000 instructions: it idled, or went on for too long.',
  ],
] as const)('a step to the next %s (reached: %s, %d) is told', (target, reached, count, text) => {
  expect(stepText(target, { reached, instructions: count, guestTimeNs: 0 })).toBe(text);
});
