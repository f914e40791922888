import type { SampledCounts } from '#protocol/counters';
import { Bars } from '../kinds/Bars.tsx';
import { Figure } from '../kinds/Figure.tsx';
import { countText, sampledText } from '../numbers.ts';
import { INSTRUCTION_WORDS } from './instruction-classes.ts';
import styles from './Now.module.css';

interface MixProps {
  readonly sampled: SampledCounts | null;
  /** Why no samples are taken, in a sentence. */
  readonly refused: string | null;
}

/** What kinds of instructions the machine executes. */
export function Mix({ sampled, refused }: MixProps) {
  const hasSamples = sampled !== null;
  return (
    <section className={styles.part}>
      <h3>Instruction mix</h3>
      {hasSamples ? (
        <>
          <p className={styles.note}>
            From{' '}
            <Figure
              kind="measured"
              origin="samples taken while this panel was open, or a script asked for them"
            >
              {countText(sampled.samples)}
            </Figure>{' '}
            instructions, decoded one by one, in{' '}
            <Figure kind="measured" origin="runs of some hundred instructions each">
              {countText(sampled.windows)}
            </Figure>{' '}
            windows.
          </p>
          <Bars
            label="Instruction mix"
            kind="sampled"
            origin={`estimated from ${countText(sampled.samples)} instructions`}
            colour="--series-events"
            bars={mixBars(sampled)}
          />
        </>
      ) : (
        <p className={styles.note} role="status">
          {refused ??
            'Not enough samples yet. They are taken while this panel is open and the machine executes something.'}
        </p>
      )}
    </section>
  );
}

/** The largest first; a class that was not met may be rare, so it has its uncertainty. */
function mixBars({ classes }: SampledCounts) {
  return (Object.keys(classes) as (keyof typeof classes)[])
    .map((id) => ({
      id,
      label: INSTRUCTION_WORDS[id],
      ...classes[id],
      text: sampledText(classes[id]),
    }))
    .sort((a, b) => b.share - a.share);
}
