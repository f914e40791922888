import { clampFontSize, FONT_SIZES, prefer, usePreferences } from '../preferences/preferences.ts';
import styles from './FontSize.module.css';

/** A− and A+: the size of the console's text. */
export function FontSize() {
  const fontSize = usePreferences((state) => state.fontSize);
  const change = (by: number): void => prefer({ fontSize: clampFontSize(fontSize + by) });
  return (
    <fieldset className={styles.size} aria-label="Console text size">
      <button
        type="button"
        className={styles.step}
        aria-label="Smaller console text"
        title={`Smaller console text (now ${fontSize} px)`}
        disabled={fontSize <= FONT_SIZES.least}
        onClick={() => change(fontSize > 20 ? -2 : -1)}
      >
        <span className={styles.small}>A</span>−
      </button>
      <button
        type="button"
        className={styles.step}
        aria-label="Larger console text"
        title={`Larger console text (now ${fontSize} px)`}
        disabled={fontSize >= FONT_SIZES.most}
        onClick={() => change(fontSize >= 20 ? 2 : 1)}
      >
        <span className={styles.large}>A</span>+
      </button>
    </fieldset>
  );
}
