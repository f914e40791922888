import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { expect, test } from 'vitest';
import { charsetFlag, missingTerminalParts, terminalParts } from './xterm-parts.ts';

test('the pinned xterm has all that is used of it', () => {
  const terminal = new Terminal({ allowProposedApi: true });
  expect(missingTerminalParts(terminalParts(terminal))).toEqual([]);
});

test('an xterm without a part is refused by its name', () => {
  const terminal = new Terminal({ allowProposedApi: true });
  Reflect.deleteProperty(Reflect.get(terminal, '_core'), '_charsetService');
  expect(() => terminalParts(terminal)).toThrow(/_charsetService\.glevel/);
});

test('character sets are told apart', () => {
  const terminal = new Terminal({ allowProposedApi: true });
  const parts = terminalParts(terminal);
  for (const flag of '0A4RQKYEZH=') {
    parts._inputHandler.selectCharset(`(${flag}`);
    const found = charsetFlag(parts._charsetService.charset);
    parts._inputHandler.selectCharset(`(${found}`);
    expect(charsetFlag(parts._charsetService.charset)).toBe(found);
    expect(found).not.toBe('B');
  }
  expect(charsetFlag(undefined)).toBe('B');
});
