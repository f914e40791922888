import { create } from 'zustand';
import { CONCEPT_IDS, type ConceptId } from './concepts/concept.ts';
import { changeInside } from './panel-focus.ts';

/** The concept whose page is open; the first one of a visit is that for beginners. */
export const useConcept = create<{ readonly current: ConceptId }>(() => ({
  current: CONCEPT_IDS[0],
}));

export function pickConcept(current: ConceptId): void {
  useConcept.setState({ current });
}

/** Opens a concept's page from another tab. */
export function showConcept(current: ConceptId): void {
  pickConcept(current);
  changeInside({ tab: 'concepts' });
}
