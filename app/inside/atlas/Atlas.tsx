import { useId, useState } from 'react';
import { Button } from '../../controls/Button.tsx';
import type { ConceptId } from '../concepts/concept.ts';
import { CitationTag } from '../sources/Cited.tsx';
import styles from './Atlas.module.css';
import { AtlasTable } from './AtlasTable.tsx';
import { KIND_IDS, KINDS, type Kind } from './kinds.ts';
import { EVERYTHING, find, type SortKey, type Wanted } from './search.ts';
import { SYSTEMS } from './systems.ts';

interface AtlasProps {
  /** Somebody wants to see how a system works. */
  readonly onConcept: (id: ConceptId) => void;
}

/** Every system that the source texts name: to search, to filter by kind, to sort. */
export function Atlas({ onConcept }: AtlasProps) {
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const found = find(SYSTEMS, wanted);
  const sortBy = (sort: SortKey) =>
    setWanted({ ...wanted, sort, descending: wanted.sort === sort && !wanted.descending });
  return (
    <section className={styles.atlas} aria-label="Atlas">
      <p className={styles.about}>
        Every system that the source texts of 2005 to 2010 name, with what they claimed then. A year
        is the one that a source gives; where none does, it says by when a text names the system.
        The four columns of scope ask Dan Shearer’s questions{' '}
        <CitationTag citation={{ by: 'S0' }} />; the answers are our reading.
      </p>
      <Filters wanted={wanted} onWant={setWanted} />
      <p role="status" className={styles.count}>
        {found.length === SYSTEMS.length
          ? `All ${SYSTEMS.length} systems`
          : `${found.length} of ${SYSTEMS.length} systems match`}
      </p>
      {found.length === 0 ? (
        <Nothing wanted={wanted} onWant={setWanted} />
      ) : (
        <AtlasTable systems={found} wanted={wanted} onSort={sortBy} onConcept={onConcept} />
      )}
    </section>
  );
}

interface FiltersProps {
  readonly wanted: Wanted;
  readonly onWant: (wanted: Wanted) => void;
}

function Filters({ wanted, onWant }: FiltersProps) {
  const id = useId();
  return (
    <search className={styles.filters}>
      <label className={styles.label} htmlFor={`${id}-words`}>
        Search
      </label>
      <input
        id={`${id}-words`}
        type="search"
        className={styles.input}
        placeholder="name, claim or source"
        autoComplete="off"
        spellCheck={false}
        value={wanted.words}
        onChange={(event) => onWant({ ...wanted, words: event.target.value })}
        // The panel takes Escape only where nothing else has a use for it.
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || wanted.words === '') return;
          event.preventDefault();
          onWant({ ...wanted, words: '' });
        }}
      />
      <label className={styles.label} htmlFor={`${id}-kind`}>
        Kind
      </label>
      <select
        id={`${id}-kind`}
        className={styles.input}
        value={wanted.kind}
        onChange={(event) => onWant({ ...wanted, kind: kindNamed(event.target.value) })}
      >
        <option value="every">Every kind</option>
        {KIND_IDS.map((kind) => (
          <option key={kind} value={kind}>
            {KINDS[kind].label}
          </option>
        ))}
      </select>
    </search>
  );
}

/** What to do where nothing matches. */
function Nothing({ wanted, onWant }: FiltersProps) {
  const words = wanted.words.trim();
  const where = wanted.kind === 'every' ? '' : ` of the kind “${KINDS[wanted.kind].label}”`;
  return (
    <div className={styles.nothing}>
      <p>
        The source texts name no system{where}
        {words === '' ? '' : ` that fits “${words}”`}. Try fewer or shorter words
        {wanted.kind === 'every' ? '' : ', or another kind'}.
      </p>
      <Button label="Show all systems" look="plain" onClick={() => onWant(EVERYTHING)} />
    </div>
  );
}

function kindNamed(value: string): Kind | 'every' {
  return KIND_IDS.find((kind) => kind === value) ?? 'every';
}
