import { describe, expect, test } from 'vitest';
import { MarkSplitter, PlainText } from './console-text.ts';

const OUTPUT =
  '\x1b]133;D;42\x07\x1b]133;A\x07\x1b[1mü@tiny\x1b[0m:~# \x1b]133;B\x07ls ☃\r\n\x1b]133;C\x07';

describe('MarkSplitter', () => {
  test('finds marks and text alike however the bytes are cut', () => {
    const bytes = new TextEncoder().encode(OUTPUT);
    const whole = joined(new MarkSplitter().split(bytes));
    expect(whole).toEqual([
      '<D;42>',
      '<A;>',
      '\x1b[1mü@tiny\x1b[0m:~# ',
      '<B;>',
      'ls ☃\r\n',
      '<C;>',
    ]);
    for (let size = 1; size < bytes.length; size++) {
      const splitter = new MarkSplitter();
      const parts = [];
      for (let at = 0; at < bytes.length; at += size) {
        parts.push(...splitter.split(bytes.subarray(at, at + size)));
      }
      expect(joined(parts)).toEqual(whole);
    }
  });

  test('passes other operating system commands on as text', () => {
    const text = '\x1b]0;title\x07x\x1b]1337;y\x07';
    expect(joined(new MarkSplitter().split(new TextEncoder().encode(text)))).toEqual([text]);
  });
});

describe('PlainText', () => {
  test('takes escape sequences out however they are cut', () => {
    const text = 'a\x1b[1;32mb\x1b]0;title\x07c\x1b[?25hd\r\ne';
    for (let size = 1; size <= text.length; size++) {
      const plain = new PlainText();
      let out = '';
      for (let at = 0; at < text.length; at += size) out += plain.feed(text.slice(at, at + size));
      expect(out).toBe('abcd\ne');
    }
  });
});

/** Text runs joined, marks as `<kind;argument>`. */
function joined(parts: ReturnType<MarkSplitter['split']>): string[] {
  const out: string[] = [];
  let text: string | null = null;
  for (const part of parts) {
    if (part.kind === 'text') text = (text ?? '') + part.text;
    else {
      if (text !== null) out.push(text);
      text = null;
      out.push(`<${part.mark.kind};${part.mark.argument}>`);
    }
  }
  return text === null ? out : [...out, text];
}
