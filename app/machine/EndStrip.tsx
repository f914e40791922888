import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { endSentence } from '../machines/phase.ts';
import type { MachineEntry } from '../machines/store.ts';
import styles from './EndStrip.module.css';

interface EndStripProps {
  readonly machine: MachineEntry;
  readonly onStartAgain: () => void;
  readonly onNew: () => void;
}

/** Under the console of a machine that has ended: what happened, and what can be done. */
export function EndStrip({ machine: { config, status }, onStartAgain, onNew }: EndStripProps) {
  const sentence = endSentence(config, status);
  if (sentence === null) return null;
  const failed = status.phase === 'failed';
  return (
    <div className={styles.strip} role={failed ? 'alert' : 'note'} data-phase={status.phase}>
      <span className={styles.icon}>
        <Icon name={status.phase === 'off' ? 'power' : 'alert'} />
      </span>
      <p className={styles.sentence}>{sentence}</p>
      <div className={styles.choices}>
        <Button label="Start again" look="primary" onClick={onStartAgain} />
        <Button label="New machine…" look="plain" onClick={onNew} />
      </div>
    </div>
  );
}
