import type { ReactNode } from 'react';
import { Icon } from '../controls/Icon.tsx';
import { say } from '../notices/notices.ts';
import type { ConsoleTerminal } from './console-terminal.ts';
import styles from './KeyBar.module.css';
import type { BarKey } from './keys.ts';

const ARROWS = [
  { key: 'ArrowLeft', label: 'Left', icon: 'left' },
  { key: 'ArrowDown', label: 'Down', icon: 'down' },
  { key: 'ArrowUp', label: 'Up', icon: 'up' },
  { key: 'ArrowRight', label: 'Right', icon: 'right' },
] as const satisfies readonly { readonly key: BarKey; readonly label: string; icon: string }[];

const CHARACTERS = ['|', '/', '-', '~'] as const;

interface KeyBarProps {
  readonly terminal: ConsoleTerminal;
  /** Ctrl is held for the next key. */
  readonly ctrlHeld: boolean;
  readonly onCtrl: (held: boolean) => void;
}

/** The keys that phones lack; shown where the pointer is a finger. */
export function KeyBar({ terminal, ctrlHeld, onCtrl }: KeyBarProps) {
  const paste = async (): Promise<void> => {
    try {
      terminal.paste(await navigator.clipboard.readText());
    } catch {
      say('The browser does not let this page read the clipboard.');
    }
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Keys">
      <Key label="Ctrl" pressed={ctrlHeld} onPress={() => onCtrl(!ctrlHeld)} />
      <Key label="Esc" onPress={() => terminal.press('Escape')} />
      <Key label="Tab" onPress={() => terminal.press('Tab')} />
      {ARROWS.map(({ key, label, icon }) => (
        <Key key={key} label={label} onPress={() => terminal.press(key)}>
          <Icon name={icon} />
        </Key>
      ))}
      <Key label="Paste" onPress={() => void paste()} />
      {CHARACTERS.map((character) => (
        <Key key={character} label={character} onPress={() => terminal.input(character)} />
      ))}
    </div>
  );
}

interface KeyProps {
  readonly label: string;
  readonly pressed?: boolean;
  readonly onPress: () => void;
  readonly children?: ReactNode;
}

function Key({ label, pressed, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      className={styles.key}
      aria-label={label}
      aria-pressed={pressed}
      // The keyboard of a phone stays only while the console keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children ?? label}
    </button>
  );
}
