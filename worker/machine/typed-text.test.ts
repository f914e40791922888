import { expect, test } from 'vitest';
import { editedLine, keysAsText } from './typed-text.ts';

test.each([
  ['nothing edited', 'ls -l', 'ls -l'],
  ['a letter taken back', 'lx\b \bs', 'ls'],
  ['a letter taken back as Tiny Linux does', 'lx\b\x1b[Js', 'ls'],
  ['a letter put in', 's\bls\b', 'ls'],
  ['the cursor moved by many columns', 'echo there\x1b[5Dwhere\x1b[2D\x1b[1C!', 'echo wher!'],
  ['the rest of the line taken away', 'echo there\x1b[5D\x1b[K', 'echo '],
  ['a bell, colours and a title', '\x07\x1b[1;32mls\x1b[0m\x1b]0;tiny\x07\x1b=', 'ls'],
  ['a line that goes on in the next row', 'echo a long\r\n word', 'echo a long word'],
  ['more taken back than there is', 'l\b\b\bp', 'p'],
  ['letters of any script', 'echo снег ☃ 𝄞x\b \b', 'echo снег ☃ 𝄞'],
  ['a sequence that is cut', 'ls\x1b', 'ls'],
])('%s', (_name, written, line) => {
  expect(editedLine(written).trimEnd()).toBe(line.trimEnd());
});

test.each([
  ['ls', 'ls'],
  ['\x1b[A\x1bOB\x1b[C\x1b[D', '↑↓→←'],
  ['\x7f\b\t\r', '⌫⌫⇥⏎'],
  ['\x03\x00\x1d', '^C^@^]'],
  ['\x1b[3~', '⎋[3~'],
  ['a\x85б', 'aб'],
])('keys %j are shown as %s', (typed, shown) => {
  expect(keysAsText(typed)).toBe(shown);
});
