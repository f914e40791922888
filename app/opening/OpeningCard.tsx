import { useEffect, useRef } from 'react';
import { Button } from '../controls/Button.tsx';
import { Progress } from '../controls/Progress.tsx';
import { Globe } from '../header/Globe.tsx';
import { useTimeText } from '../library/use-now.ts';
import { absoluteText, agoText, spanText } from '../library/words.ts';
import styles from './OpeningCard.module.css';
import { continueLast, lookOn, type Offer, startNew, takeOver } from './opening.ts';

interface OpeningCardProps {
  readonly offer: Offer;
  /** The machine stands there. */
  readonly ready: boolean;
  readonly onSnapshots: () => void;
  /** The keyboard goes to the console. */
  readonly onConsole: () => void;
}

/** Over the last machine's console: go on with it, or start another. */
export function OpeningCard({ offer, ready, onSnapshots, onConsole }: OpeningCardProps) {
  const choicesRef = useRef<HTMLDivElement>(null);
  const { failure, lookingOn, gone, info, continuing } = offer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other choices take the focus anew.
  useEffect(() => {
    choicesRef.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [failure, lookingOn]);
  const isElsewhere = failure?.name === 'MachineElsewhere';
  const waits = continuing && failure === null;

  return (
    <section
      className={styles.card}
      aria-label={`Last machine: ${info.machine.name}`}
      data-aside={lookingOn}
    >
      <div className={styles.head}>
        <Globe size={44} snowing={continuing} />
        <div className={styles.words}>
          <h2 className={styles.title}>{info.machine.name}</h2>
          <Sentences offer={offer} />
        </div>
      </div>
      {failure === null && !ready ? <Progress label="Opening the snapshot" value={null} /> : null}
      <div ref={choicesRef} className={styles.choices}>
        {failure === null ? (
          <Button
            label="Continue"
            icon="play"
            look="primary"
            aria-busy={waits}
            onClick={() => {
              void continueLast();
              onConsole();
            }}
          />
        ) : null}
        {isElsewhere ? (
          <>
            <Button
              label={gone ? 'Continue' : 'Take over'}
              look="primary"
              onClick={() => void takeOver()}
            />
            {lookingOn ? null : <Button label="Look on" look="plain" onClick={lookOn} />}
          </>
        ) : null}
        {failure !== null && !isElsewhere ? (
          <Button label="Other snapshots" look="primary" onClick={onSnapshots} />
        ) : null}
        <Button label="New machine" look="plain" onClick={startNew} />
      </div>
    </section>
  );
}

function Sentences({
  offer: { info, failure, unsavedAt, lookingOn, gone },
}: {
  readonly offer: Offer;
}) {
  const ago = useTimeText((now) => agoText(info.createdAt, now));
  const saved = info.kind === 'auto' ? 'Saved by itself' : `Frozen as “${info.name}”`;
  const lostMs = unsavedAt === null ? 0 : unsavedAt - info.createdAt;
  if (gone) {
    return (
      <p className={styles.sentence} role="alert">
        The tab that had it has closed or let go of it; this is what its console showed last.
      </p>
    );
  }
  if (lookingOn) {
    return (
      <p className={styles.sentence}>
        It runs in another tab; this is what its console shows there.
      </p>
    );
  }
  if (failure !== null) {
    return (
      <p className={styles.sentence} role="alert">
        {failure.message}
      </p>
    );
  }
  return (
    <>
      <p className={styles.sentence} title={absoluteText(info.createdAt)}>
        {saved} {ago}; it stands still until you go on.
      </p>
      {lostMs > 0 ? (
        <p className={styles.lost}>
          It ran on for {spanText(Math.max(1000, lostMs))} after that, which is lost.
        </p>
      ) : null}
    </>
  );
}
