import { useEffect, useRef } from 'react';
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
  const choicesRef = useRef<HTMLDivElement>(null);
  const switchedOff = status.phase === 'off' && status.by === 'user';
  useEffect(() => {
    if (switchedOff) takeFocus(choicesRef.current);
  }, [switchedOff]);
  const sentence = endSentence(config, status);
  if (sentence === null) return null;
  const failed = status.phase === 'failed';
  return (
    <div className={styles.strip} role={failed ? 'alert' : 'note'} data-phase={status.phase}>
      <span className={styles.icon}>
        <Icon name={status.phase === 'off' ? 'power' : 'alert'} />
      </span>
      <p className={styles.sentence}>{sentence}</p>
      <div ref={choicesRef} className={styles.choices}>
        <Button label="Start again" look="primary" onClick={onStartAgain} />
        <Button label="New machine…" look="plain" onClick={onNew} />
      </div>
    </div>
  );
}

/** The console is dead and the button was disabled: the keyboard goes to the first choice, unless it is elsewhere. */
function takeFocus(choices: HTMLElement | null): void {
  const { activeElement } = document;
  const panel = choices?.closest('[role="tabpanel"]');
  if (activeElement !== document.body && !panel?.contains(activeElement)) return;
  choices?.querySelector('button')?.focus();
}
