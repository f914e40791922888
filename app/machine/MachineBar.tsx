import type { MouseEvent } from 'react';
import { Button } from '../controls/Button.tsx';
import { freezeRefusal, hasEnded, isInUse, isLive, pauseRefusal } from '../machines/phase.ts';
import { guestTimeText, mipsText } from '../machines/pulse.ts';
import { type MachineEntry, usePulseText } from '../machines/store.ts';
import { freeze, perform } from '../machines/verbs.ts';
import { useIsReplay, useStatusWord } from '../timeline/status-word.ts';
import { KeepNote } from './KeepNote.tsx';
import styles from './MachineBar.module.css';

/** What a machine may be asked to confirm first. */
export type AskedVerb = 'reset' | 'powerOff' | 'remove';

interface MachineBarProps {
  readonly machine: MachineEntry;
  readonly onAsk: (verb: AskedVerb) => void;
  readonly onFind: () => void;
  /** The keyboard goes back to the console. */
  readonly onConsole: () => void;
}

/** The machine's vital signs and its switches. */
export function MachineBar({ machine, onAsk, onFind, onConsole }: MachineBarProps) {
  const { id, status, config, freezing } = machine;
  // A click by keyboard is no pointer's and counts no clicks: the keyboard stays at the button then.
  const fromPointer = (click: MouseEvent): void => {
    if (click.detail > 0 && !hasEnded(status)) onConsole();
  };
  const askOr = (verb: 'reset' | 'powerOff', click: MouseEvent): void => {
    // Before the question, which gives the keyboard back to where it was.
    fromPointer(click);
    if (isInUse(status)) onAsk(verb);
    else perform(id, verb);
  };
  const loading = status.phase === 'loading';
  const noPause = pauseRefusal(status);
  const noFreeze = freezeRefusal(status, useIsReplay(id));
  return (
    <section className={styles.bar} aria-label={`Machine ${config.name}`}>
      <Vitals machine={machine} />
      <div className={styles.verbs}>
        {status.phase === 'paused' ? (
          <Button
            label="Resume"
            icon="play"
            compact="narrow"
            onClick={(click) => {
              perform(id, 'resume');
              fromPointer(click);
            }}
          />
        ) : (
          <Button
            label="Pause"
            icon="pause"
            compact="narrow"
            title={noPause ?? 'Pause'}
            disabled={loading || hasEnded(status) || noPause !== null}
            onClick={() => {
              perform(id, 'pause');
              // Where it stands in its past then, this button is none.
              if (status.phase === 'rewound') onConsole();
            }}
          />
        )}
        <Button
          label="Freeze"
          icon="freeze"
          compact="narrow"
          title={noFreeze ?? 'Freeze (Ctrl Shift S)'}
          aria-keyshortcuts="Control+Shift+S"
          aria-busy={freezing}
          disabled={loading || hasEnded(status) || noFreeze !== null}
          onClick={(click) => {
            fromPointer(click);
            // A double click is one.
            if (click.detail <= 1) void freeze(id);
          }}
        />
        <Button
          label="Reset"
          icon="reset"
          compact="narrow"
          disabled={loading}
          onClick={(click) => askOr('reset', click)}
        />
        <Button
          label="Power off"
          icon="power"
          compact="narrow"
          disabled={loading || hasEnded(status)}
          onClick={(click) => askOr('powerOff', click)}
        />
        <span className={styles.gap} />
        <Button label="Find in console" icon="search" compact="always" onClick={onFind} />
        <Button
          label="Remove machine"
          icon="trash"
          compact="always"
          onClick={(click) => {
            fromPointer(click);
            onAsk('remove');
          }}
        />
      </div>
    </section>
  );
}

function Vitals({ machine: { id, status, config, keeping } }: { readonly machine: MachineEntry }) {
  const counts = isLive(status) || status.phase === 'paused' || status.phase === 'rewound';
  const word = useStatusWord(id, status);
  const time = usePulseText(id, (pulse) => guestTimeText(pulse?.guestTimeNs ?? 0));
  const speed = usePulseText(id, (pulse) => mipsText(counts ? (pulse?.mips ?? null) : null));
  return (
    <div className={styles.vitals}>
      <span className={styles.phase} role="status">
        {word}
      </span>
      <dl className={styles.figures}>
        <div>
          <dt>Guest time</dt>
          <dd className={styles.time}>{time}</dd>
        </div>
        <div title="Millions of guest instructions a second, counted">
          <dd className={styles.speed}>{speed}</dd>
          <dt className={styles.unit}>MIPS</dt>
        </div>
        <div className={styles.memory}>
          <dt>Memory</dt>
          <dd>{config.memoryMiB} MiB</dd>
        </div>
      </dl>
      <span className={styles.keep}>
        <KeepNote keeping={keeping} />
      </span>
    </div>
  );
}
