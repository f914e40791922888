/** What a key does that the guest shall not get. */
export type Shortcut = 'copy' | 'paste' | 'find' | 'leave' | 'browser';

/** Reads a key on the console; null for the guest's keys, which are nearly all. */
export function readShortcut(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): Shortcut | null {
  const { key, ctrlKey, shiftKey, altKey, metaKey } = event;
  // Tab is the guest's, so there must be another way out by keyboard.
  if (key === 'F6' && !ctrlKey && !altKey && !metaKey) return 'leave';
  if (key === 'F11' || key === 'F12') return 'browser';
  if (metaKey) return 'browser';
  if (!ctrlKey || altKey) return null;
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
