import type { ConsolePicture } from '#protocol/snapshots';
import { usePreferences } from '../preferences/preferences.ts';
import styles from './ConsoleStill.module.css';

interface ConsoleStillProps {
  readonly name: string;
  readonly picture: ConsolePicture;
}

/** What a console showed at one instant, as text that nothing reads keys for. */
export function ConsoleStill({ name, picture }: ConsoleStillProps) {
  const fontSize = usePreferences((state) => state.fontSize);
  return (
    <pre
      className={styles.still}
      style={{ fontSize: `calc(${fontSize}px * var(--console-scale))` }}
      role="img"
      aria-label={`Console of ${name}, as it was saved`}
    >
      {picture.lines.join('\n')}
    </pre>
  );
}
