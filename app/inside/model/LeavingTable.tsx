import { useId, useState } from 'react';
import { sourcesText } from '../sources/claim.ts';
import styles from './Assumptions.module.css';
import { assumeLeaves, useAssumptions } from './assumptions-store.ts';
import { canEdit, editedEncounter, encounter } from './encounters.ts';
import {
  CLASS_WORDS,
  DIRECT_WORLDS,
  type DirectWorld,
  EVENT_CLASSES,
  type EventClass,
  LEAVES,
  LEAVES_WORDS,
  WORLD_WORDS,
} from './worlds.ts';

/** Which events leave the guest, one world at a time. */
export function LeavingTable() {
  const [world, setWorld] = useState<DirectWorld>('hardwareAssisted');
  const id = useId();
  return (
    <div>
      <div className={styles.pick}>
        <label htmlFor={id}>World</label>
        <select
          id={id}
          className={styles.select}
          value={world}
          onChange={(event) => {
            const chosen = DIRECT_WORLDS.find((known) => known === event.target.value);
            if (chosen !== undefined) setWorld(chosen);
          }}
        >
          {DIRECT_WORLDS.map((known) => (
            <option key={known} value={known}>
              {WORLD_WORDS[known].name}
            </option>
          ))}
        </select>
      </div>
      <table className={styles.table}>
        <caption className={styles.caption}>
          What leaves the guest: {WORLD_WORDS[world].name}
        </caption>
        <thead>
          <tr>
            <th scope="col">Event, and what becomes of it</th>
            <th scope="col">Leaves?</th>
          </tr>
        </thead>
        {EVENT_CLASSES.map((eventClass) => (
          <LeavingRow key={eventClass} eventClass={eventClass} world={world} />
        ))}
      </table>
    </div>
  );
}

interface LeavingRowProps {
  readonly eventClass: EventClass;
  readonly world: DirectWorld;
}

function LeavingRow({ eventClass, world }: LeavingRowProps) {
  const loaded = useAssumptions((state) => state.loaded);
  const edits = useAssumptions((state) => state.leaves);
  const standard = encounter(eventClass, world);
  const { leaves, why, sources } = editedEncounter(eventClass, world, edits);
  const name = CLASS_WORDS[eventClass];
  const noteId = useId();
  const key = `${eventClass}.${world}` as const;
  return (
    <tbody data-changed={leaves !== standard.leaves}>
      <tr>
        <th scope="row">{name}</th>
        <td>
          {canEdit(eventClass, world) ? (
            <select
              className={styles.select}
              aria-label={`${name}: leaves the guest`}
              aria-describedby={noteId}
              disabled={!loaded}
              value={leaves}
              onChange={(event) => {
                const chosen = LEAVES.find((known) => known === event.target.value);
                if (chosen !== undefined)
                  assumeLeaves(key, chosen === standard.leaves ? null : chosen);
              }}
            >
              {LEAVES.map((known) => (
                <option key={known} value={known}>
                  {known}
                </option>
              ))}
            </select>
          ) : (
            LEAVES_WORDS[leaves]
          )}
        </td>
      </tr>
      <tr>
        <td colSpan={2} className={styles.about}>
          <p id={noteId}>
            {why}{' '}
            {sources.length === 0 ? (
              <em>assumed</em>
            ) : (
              <cite className={styles.cited}>{sourcesText(sources)}</cite>
            )}
          </p>
        </td>
      </tr>
    </tbody>
  );
}
