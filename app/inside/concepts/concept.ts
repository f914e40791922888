import type { MeasuredCounts } from '#protocol/counters';
import type { ExperimentId } from '#protocol/experiments';
import type { Claim } from '../sources/claim.ts';
import type { Picture } from './diagram/picture.ts';

/** The pages in reading order. */
export const CONCEPT_IDS = [
  'scope',
  'emulation',
  'translation',
  'hard-x86',
  'full',
  'hardware-assisted',
  'paravirtualisation',
  'kernel-core',
  'os-level',
  'library',
  'application',
  'partitioning',
  'weight-classes',
  'packaging',
  'desktop',
  'distributed',
  'control',
  'worries',
] as const;
export type ConceptId = (typeof CONCEPT_IDS)[number];

/** Of the heading of the page that is shown. */
export const CONCEPT_TITLE_ID = 'concept-title';

/** One page: a kind of virtualisation, or what has to be known about all of them. */
export interface Concept {
  readonly id: ConceptId;
  readonly title: string;
  /** For somebody who knows nothing; with the claims, and what is said of a borrowed experiment, at most 150 words. */
  readonly plain: readonly string[];
  readonly claims: readonly Claim[];
  /** For somebody who writes hypervisors: folded away, and no part of the page until it is asked for. */
  readonly depth: readonly (string | Claim)[];
  readonly experiment: ExperimentId;
  /** What the experiment of another page shows of this kind, and what it does not; null where it is the page's own. */
  readonly borrowed: string | null;
  /** Who executes, what leaves the guest, what is shared: with this machine's counts, or without a machine. */
  readonly picture: (measured: MeasuredCounts | null) => Picture;
}
