import { useEffect } from 'react';
import { payHeadingFocus, pickConcept, useConcept } from './concept-store.ts';
import { Concepts } from './concepts/Concepts.tsx';
import { useCounters } from './counters-store.ts';
import { useDrawnReadings } from './drawn-readings.ts';
import { FocusedExperiment } from './FocusedExperiment.tsx';
import styles from './Room.module.css';

/** The kinds of virtualisation, beside what the machine on the screen does. */
export function ConceptsRoom() {
  const current = useConcept((state) => state.current);
  const readings = useDrawnReadings(useCounters((state) => state.readings));
  const measured = readings.at(-1)?.counters.measured ?? null;
  useEffect(payHeadingFocus, []);
  return (
    <div className={styles.room}>
      <Concepts
        current={current}
        onPick={pickConcept}
        measured={measured}
        renderExperiment={(id) => <FocusedExperiment id={id} />}
      />
    </div>
  );
}
