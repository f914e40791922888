/** A control sequence with its number and its letter, another escape sequence, or a character. */
const PIECE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -~]|[\s\S]/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what it finds.
const CONTROL = /^[\x00-\x1f\x7f-\x9f]/;

/** What a line shows that a line editor has written: characters are written over, and taken back. Each counts as one column. */
export function editedLine(written: string): string {
  const line: string[] = [];
  let at = 0;
  const move = (columns: number) => {
    at = Math.min(Math.max(0, at + columns), line.length);
  };
  for (const [piece, number, letter] of written.matchAll(PIECE)) {
    const columns = Number.parseInt(number ?? '', 10) || 1;
    if (letter === 'D') move(-columns);
    else if (letter === 'C') move(columns);
    else if ((letter === 'J' || letter === 'K') && (number === '' || number === '0')) {
      line.length = at;
    } else if (piece === '\b') move(-1);
    else if (!CONTROL.test(piece)) line[at++] = piece;
  }
  return line.join('');
}

const KEYS: Readonly<Record<string, string>> = {
  '\r': '⏎',
  '\n': '⏎',
  '\t': '⇥',
  '\b': '⌫',
  '\x7f': '⌫',
  '\x1b': '⎋',
  A: '↑',
  B: '↓',
  C: '→',
  D: '←',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: what it finds.
const KEY = /\x1b[[O]([A-D])|[\x00-\x1f\x7f-\x9f]/g;

/** Keys as they can be read: arrows and what is on keyboards by their signs, Ctrl with a letter as `^C`. */
export function keysAsText(typed: string): string {
  return typed.replaceAll(KEY, (key, arrow?: string) => KEYS[arrow ?? key] ?? caret(key));
}

function caret(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : '';
}
