/** What a key does that the guest shall not get. The page's own are answered there, wherever the focus is. */
export type Shortcut = 'copy' | 'paste' | 'find' | 'leave' | 'page' | 'browser';

/** Keys of the page, held with Ctrl and Shift as a terminal's own are. */
export type PageKey = 'freeze' | 'snapshots' | 'inside' | 'undo' | 'bookmark' | 'step';

/** What of a keyboard event says which keys are down. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** Reads a key anywhere on the page. */
export function readPageKey({ key, ctrlKey, shiftKey, altKey, metaKey }: KeyPress): PageKey | null {
  if (!ctrlKey || !shiftKey || altKey || metaKey) return null;
  switch (key.toUpperCase()) {
    case 'S':
      return 'freeze';
    case 'L':
      return 'snapshots';
    case 'X':
      return 'inside';
    case 'Z':
      return 'undo';
    case 'B':
      return 'bookmark';
    case 'E':
      return 'step';
    default:
      return null;
  }
}

/** Reads a key on the console; null for the guest's keys, which are nearly all. */
export function readShortcut(event: KeyPress): Shortcut | null {
  const { key, ctrlKey, shiftKey, altKey, metaKey } = event;
  // Tab is the guest's, so there must be another way out by keyboard.
  if (key === 'F6' && !ctrlKey && !altKey && !metaKey) return 'leave';
  if (key === 'F11' || key === 'F12') return 'browser';
  if (metaKey) return 'browser';
  if (!ctrlKey || altKey) return null;
  if (readPageKey(event) !== null) return 'page';
  if (shiftKey) {
    switch (key.toUpperCase()) {
      case 'C':
        return 'copy';
      case 'V':
        return 'paste';
      case 'F':
        return 'find';
    }
  }
  // Zooming the page.
  return ['+', '-', '=', '0'].includes(key) ? 'browser' : null;
}
