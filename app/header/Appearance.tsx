import { useId } from 'react';
import { Choice, type ChoiceOption } from '../controls/Choice.tsx';
import { Icon } from '../controls/Icon.tsx';
import { prefer, type Theme, usePreferences } from '../preferences/preferences.ts';
import styles from './Appearance.module.css';
import { FontSize } from './FontSize.tsx';

const THEME_OPTIONS: readonly ChoiceOption<Theme>[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'projector', label: 'Projector' },
];

const CONSOLE_KEYS = [
  ['Ctrl Shift C', 'Copy'],
  ['Ctrl Shift V', 'Paste'],
  ['Ctrl Shift F', 'Find'],
  ['Ctrl Shift S', 'Freeze'],
  ['Ctrl Shift Z', 'Undo the last command'],
  ['Ctrl Shift B', 'Bookmark this instant'],
  ['Ctrl Shift E', 'Step'],
  ['Ctrl Shift L', 'Snapshots'],
  ['Ctrl Shift X', 'Inside'],
  ['F6', 'Leave the console'],
] as const;

/** Theme, text size and help for screen readers, behind one button. */
export function Appearance() {
  const id = useId();
  const theme = usePreferences((state) => state.theme);
  const fontSize = usePreferences((state) => state.fontSize);
  const screenReader = usePreferences((state) => state.screenReader);
  return (
    <>
      <button
        type="button"
        className={styles.opener}
        aria-label="Appearance"
        title="Appearance"
        popoverTarget={id}
      >
        <Icon name="look" />
      </button>
      <section id={id} popover="auto" className={styles.popover} aria-label="Appearance">
        <Choice
          legend="Theme"
          options={THEME_OPTIONS}
          value={theme}
          onChange={(chosen) => prefer({ theme: chosen })}
        />
        <div className={`${styles.row} ${styles.narrow}`}>
          <span>
            <span className={styles.label}>Console text</span>
            <span className={styles.dim}>{fontSize} px</span>
          </span>
          <FontSize />
        </div>
        <label className={styles.row}>
          <span>
            <span className={styles.label}>Screen reader support</span>
            <span className={styles.dim}>Reads the console out; costs some speed.</span>
          </span>
          <input
            type="checkbox"
            className={styles.check}
            checked={screenReader}
            onChange={(event) => prefer({ screenReader: event.target.checked })}
          />
        </label>
        <dl className={styles.keys}>
          {CONSOLE_KEYS.map(([keys, deed]) => (
            <div key={keys}>
              <dt>{deed}</dt>
              <dd>{keys}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}
