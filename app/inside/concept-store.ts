import { create } from 'zustand';
import { CONCEPT_IDS, CONCEPT_TITLE_ID, type ConceptId } from './concepts/concept.ts';
import { changeInside } from './panel-focus.ts';

/** The concept whose page is open; the first one of a visit is that for beginners. */
export const useConcept = create<{ readonly current: ConceptId }>(() => ({
  current: CONCEPT_IDS[0],
}));

export function pickConcept(current: ConceptId): void {
  useConcept.setState({ current });
}

/** The page was opened from another tab, whose button had the focus, before it was there. */
let focusOwed = false;

/** Opens a concept's page from another tab. */
export function showConcept(current: ConceptId): void {
  focusOwed = true;
  pickConcept(current);
  changeInside({ tab: 'concepts' });
}

/** Gives the focus to the heading of the page, if that was opened from another tab and nothing has taken it meanwhile. */
export function payHeadingFocus(): void {
  if (focusOwed && document.activeElement === document.body) {
    document.getElementById(CONCEPT_TITLE_ID)?.focus();
  }
  focusOwed = false;
}
