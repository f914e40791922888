import { expect, test } from 'vitest';
import { MarkCut } from '../engine/mark-cut.ts';
import { MarkSplitter } from './console-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The places, in bytes, behind each mark. */
function cuts(text: string): number[] {
  const cut = new MarkCut();
  return [...bytes(text)].flatMap((byte, index) => (cut.ends(byte) ? [index + 1] : []));
}

function marks(text: string): number[] {
  const splitter = new MarkSplitter();
  return [...bytes(text)].flatMap((byte, index) =>
    splitter.split(Uint8Array.of(byte)).some(({ kind }) => kind === 'mark') ? [index + 1] : [],
  );
}

test.each([
  ['a prompt', '\x1b]133;D;0\x07\x1b]133;A\x07tiny:~$ \x1b]133;B\x07', 3],
  ['marks that end in ESC \\', '\x1b]133;A;k=s\x1b\\> \x1b]133;B\x1b\\', 2],
  ['one within another', '\x1b]133;A\x1b]133;B\x07', 1],
  ['one behind an escape', '\x1b\x1b]133;C\x07', 1],
  ['the longest', `\x1b]133;A;${'☃'.repeat(64)}\x07`, 1],
  ['a kind that is none', '\x1b]133;P;k=i\x07\x1b]133;\x07\x1b]133;\x1b\\', 0],
  ['an escape that ends nothing', '\x1b]133;A\x1b[m\\\x07', 0],
  ['a title', '\x1b]0;133;A\x07', 0],
])('a slice is cut where the text has a mark: %s', (_name, text, count) => {
  expect(cuts(text)).toEqual(marks(text));
  expect(marks(text)).toHaveLength(count);
});
