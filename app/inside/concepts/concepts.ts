import { CONCEPT_IDS, type Concept, type ConceptId } from './concept.ts';
import { application } from './pages/application.ts';
import { control } from './pages/control.ts';
import { desktop } from './pages/desktop.ts';
import { distributed } from './pages/distributed.ts';
import { emulation } from './pages/emulation.ts';
import { full } from './pages/full.ts';
import { hardX86 } from './pages/hard-x86.ts';
import { hardwareAssisted } from './pages/hardware-assisted.ts';
import { kernelCore } from './pages/kernel-core.ts';
import { library } from './pages/library.ts';
import { osLevel } from './pages/os-level.ts';
import { packaging } from './pages/packaging.ts';
import { paravirtualisation } from './pages/paravirtualisation.ts';
import { partitioning } from './pages/partitioning.ts';
import { scope } from './pages/scope.ts';
import { translation } from './pages/translation.ts';
import { weightClasses } from './pages/weight-classes.ts';
import { worries } from './pages/worries.ts';

export const CONCEPTS: Readonly<Record<ConceptId, Concept>> = {
  scope,
  emulation,
  translation,
  'hard-x86': hardX86,
  full,
  'hardware-assisted': hardwareAssisted,
  paravirtualisation,
  'kernel-core': kernelCore,
  'os-level': osLevel,
  library,
  application,
  partitioning,
  'weight-classes': weightClasses,
  packaging,
  desktop,
  distributed,
  control,
  worries,
};

/** The page before and the one after, in reading order. */
export function neighbours(id: ConceptId): {
  readonly previous: ConceptId | null;
  readonly next: ConceptId | null;
} {
  const at = CONCEPT_IDS.indexOf(id);
  return { previous: CONCEPT_IDS[at - 1] ?? null, next: CONCEPT_IDS[at + 1] ?? null };
}
