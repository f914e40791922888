import { Atlas } from './atlas/Atlas.tsx';
import { showConcept } from './concept-store.ts';

/** The systems that the source texts name. */
export function AtlasRoom() {
  return <Atlas onConcept={showConcept} />;
}
