import { pickConcept, useConcept } from './concept-store.ts';
import { Concepts } from './concepts/Concepts.tsx';
import { useCounters } from './counters-store.ts';

/** The kinds of virtualisation, beside what the machine on the screen does. */
export function ConceptsRoom() {
  const current = useConcept((state) => state.current);
  const measured = useCounters((state) => state.readings.at(-1)?.counters.measured ?? null);
  return <Concepts current={current} onPick={pickConcept} measured={measured} />;
}
