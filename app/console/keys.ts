/** The keys a phone's keyboard lacks. */
export type BarKey = 'Escape' | 'Tab' | 'ArrowLeft' | 'ArrowDown' | 'ArrowUp' | 'ArrowRight';

const ARROWS: Readonly<Partial<Record<BarKey, string>>> = {
  ArrowUp: 'A',
  ArrowDown: 'B',
  ArrowRight: 'C',
  ArrowLeft: 'D',
};

/** What a key sends: arrows depend on the mode that full-screen programs set, and on Ctrl. */
export function keySequence(key: BarKey, ctrl: boolean, applicationCursor: boolean): string {
  if (key === 'Escape') return '\x1b';
  if (key === 'Tab') return '\t';
  const letter = ARROWS[key] ?? '';
  if (ctrl) return `\x1b[1;5${letter}`;
  return `${applicationCursor ? '\x1bO' : '\x1b['}${letter}`;
}

/** The control character of a typed one, as a keyboard makes it with Ctrl held; the text itself where there is none. */
export function withCtrl(text: string): string {
  if (text === ' ' || text === '@') return '\0';
  if (text === '?') return '\x7f';
  const upper = text.toUpperCase();
  if (upper.length !== 1 || upper < 'A' || upper > '_') return text;
  return String.fromCharCode(upper.charCodeAt(0) & 0x1f);
}
