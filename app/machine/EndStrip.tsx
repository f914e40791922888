import { useEffect, useRef } from 'react';
import type { MachineStatus } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { newestOf, useLibrary } from '../library/store.ts';
import { useTimeText } from '../library/use-now.ts';
import { agoText } from '../library/words.ts';
import { endSentence } from '../machines/phase.ts';
import type { MachineEntry } from '../machines/store.ts';
import styles from './EndStrip.module.css';

interface EndStripProps {
  readonly machine: MachineEntry;
  readonly onStartAgain: () => void;
  readonly onNew: () => void;
}

/** Under the console of a machine that has ended: what happened, and what can be done. */
export function EndStrip({ machine, onStartAgain, onNew }: EndStripProps) {
  const { config, status, lineage } = machine;
  const choicesRef = useRef<HTMLDivElement>(null);
  const switchedOff = status.phase === 'off' && status.by === 'user';
  useEffect(() => {
    if (switchedOff) takeFocus(choicesRef.current);
  }, [switchedOff]);
  const failed = status.phase === 'failed';
  const last = useLibrary(({ snapshots }) => (failed ? newestOf(snapshots, lineage) : undefined));
  const saved = useTimeText(
    (now) => (last === undefined ? '' : agoText(last.createdAt, now)),
    true,
  );
  const sentence = endSentence(config, status, last !== undefined);
  if (sentence === null) return null;
  return (
    <div className={styles.strip} role={failed ? 'alert' : 'note'} data-phase={status.phase}>
      <span className={styles.icon}>
        <Icon name={status.phase === 'off' ? 'power' : 'alert'} />
      </span>
      <p className={styles.sentence}>{sentence}</p>
      <div ref={choicesRef} className={styles.choices}>
        <Button
          label={againText(status, last === undefined ? null : saved)}
          look="primary"
          onClick={onStartAgain}
        />
        <Button label="New machine…" look="plain" onClick={onNew} />
      </div>
    </div>
  );
}

function againText(status: MachineStatus, saved: string | null): string {
  if (saved === null) return 'Start again';
  const isElsewhere = status.phase === 'failed' && status.failure.name === 'MachineElsewhere';
  return isElsewhere ? 'Take it back' : `Start again as saved ${saved}`;
}

/** The console is dead and the button was disabled: the keyboard goes to the first choice, unless it is elsewhere. */
function takeFocus(choices: HTMLElement | null): void {
  const { activeElement } = document;
  const panel = choices?.closest('[role="tabpanel"]');
  if (activeElement !== document.body && !panel?.contains(activeElement)) return;
  choices?.querySelector('button')?.focus();
}
