import { useMemo } from 'react';
import { useMachines } from '../../machines/store.ts';
import { useCounters } from '../counters-store.ts';
import { useDrawnReadings } from '../drawn-readings.ts';
import { Bars } from '../kinds/Bars.tsx';
import { Figure } from '../kinds/Figure.tsx';
import { Legend } from '../kinds/Legend.tsx';
import { rateText, shareText } from '../numbers.ts';
import { courseOf, type Rates, type Reading, ratesBetween, readingBefore } from '../rates.ts';
import { Chart } from './Chart.tsx';
import { Mix } from './Mix.tsx';
import styles from './Now.module.css';
import { type SentencePart, sentenceOf } from './sentence.ts';

/** What the large figures are of. */
const JUST_NOW_MS = 1000;

const INSTRUCTIONS = 'instructions, counted, against host time in which the machine was not paused';
const EVENTS =
  'device accesses and events of the processor, counted, each once; the table of events says which';
const IDLE = 'guest time in which the processor was halted, as a share of guest time';

/** The machine this moment: in a sentence, in figures, and over the last minute. */
export function Now() {
  const readings = useCounters((state) => state.readings);
  const refused = useCounters((state) => state.samplesRefused);
  return (
    <div className={styles.now}>
      <Sentence />
      <Figures rates={ratesOver(readings, JUST_NOW_MS)} />
      <LastMinute readings={useDrawnReadings(readings)} />
      <Rings rates={ratesOver(readings, Number.POSITIVE_INFINITY)} />
      <Mix sampled={readings.at(-1)?.counters.sampled ?? null} refused={refused} />
      <section className={styles.part}>
        <h3>Four kinds of numbers</h3>
        <Legend />
      </section>
    </div>
  );
}

function Sentence() {
  const machine = useMachines(({ entries, focusedId }) =>
    entries.find(({ id }) => id === focusedId),
  );
  const readings = useCounters((state) => state.readings);
  const newest = useCounters((state) => state.newest);
  const parts: readonly SentencePart[] =
    machine === undefined
      ? ['There is no machine to look into. Start one, and this line says what it does.']
      : sentenceOf({ name: machine.config.name, status: machine.status, readings, newest });
  return (
    <p className={styles.sentence} data-sentence>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is nothing but its place in the sentence.
          <Figure key={index} kind={part.kind} origin={part.origin}>
            {part.text}
          </Figure>
        ),
      )}
    </p>
  );
}

function Figures({ rates }: { readonly rates: Rates | null }) {
  const figures = [
    ['MIPS', INSTRUCTIONS, rates && rateText(rates.instructionsPerSecond / 1e6)],
    ['events a second', EVENTS, rates && rateText(rates.eventsPerSecond)],
    ['idle', IDLE, rates && shareText(rates.idleShare)],
  ] as const;
  return (
    <dl className={styles.figures}>
      {figures.map(([label, origin, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {text === null ? (
              '–'
            ) : (
              <Figure kind="measured" origin={origin}>
                {text}
              </Figure>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LastMinute({ readings }: { readonly readings: readonly Reading[] }) {
  const { seconds, mips, events, idle } = useMemo(() => courseOf(readings), [readings]);
  const shared = { seconds };
  return (
    <section className={`${styles.part} ${styles.charts}`} aria-label="The last minute">
      <h3>The last minute</h3>
      <Chart
        {...shared}
        title="Instructions"
        unit="million a second"
        colour="--series-instructions"
        origin={INSTRUCTIONS}
        values={mips}
      />
      <Chart
        {...shared}
        title="Events"
        unit="a second"
        colour="--series-events"
        origin={EVENTS}
        values={events}
      />
      <Chart
        {...shared}
        title="Idle"
        unit="% of guest time"
        colour="--series-idle"
        origin={IDLE}
        most={100}
        values={idle}
      />
    </section>
  );
}

function Rings({ rates }: { readonly rates: Rates | null }) {
  const user = rates?.userShare ?? null;
  return (
    <section className={styles.part}>
      <h3>Rings</h3>
      <p className={styles.note}>Who executed the instructions of the last minute.</p>
      {user === null ? (
        <p className={styles.note}>{rates === null ? 'Not known yet.' : 'Nothing was executed.'}</p>
      ) : (
        <Bars
          label="Rings"
          kind="measured"
          origin="each instruction, counted in the ring that it ran in"
          colour="--series-instructions"
          bars={[
            { id: 'user', label: 'Ring 3: programs', share: user, text: shareText(user) },
            { id: 'kernel', label: 'Ring 0: kernel', share: 1 - user, text: shareText(1 - user) },
          ]}
        />
      )}
    </section>
  );
}

/** Null where there is nothing to compare with. */
function ratesOver(readings: readonly Reading[], spanMs: number): Rates | null {
  const now = readings.at(-1);
  const before = readingBefore(readings, spanMs);
  return now === undefined || before === undefined
    ? null
    : ratesBetween(before.counters, now.counters);
}
