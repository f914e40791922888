import { SOURCE_IDS, SOURCES, type Source, type SourceId } from '../sources/sources.ts';
import { ASSUMPTION_IDS, ASSUMPTIONS } from './assumptions.ts';
import { encounter } from './encounters.ts';
import { DIRECT_WORLDS, EVENT_CLASSES } from './worlds.ts';

const USED = new Set<SourceId>([
  ...ASSUMPTION_IDS.flatMap((id) => [...ASSUMPTIONS[id].sources, ...namedIn(ASSUMPTIONS[id].note)]),
  ...EVENT_CLASSES.flatMap((one) =>
    DIRECT_WORLDS.flatMap((world) => encounter(one, world).sources),
  ),
]);

/** Those that a note sets beside what is assumed. */
function namedIn(note: string): readonly SourceId[] {
  return SOURCE_IDS.filter((id) => note.includes(`(${id}, `));
}

/** What the model rests on, as far as it is not assumed. */
export const CITED: readonly Source[] = SOURCES.filter(({ id }) => USED.has(id));
