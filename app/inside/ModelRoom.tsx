import { useCounters } from './counters-store.ts';
import { useDrawnReadings } from './drawn-readings.ts';
import { Assumptions } from './model/Assumptions.tsx';
import { WorldsTable } from './model/WorldsTable.tsx';
import styles from './Room.module.css';

/** What the machine on the screen has done, priced for other worlds. */
export function ModelRoom() {
  const readings = useDrawnReadings(useCounters((state) => state.readings));
  const counters = readings.at(-1)?.counters ?? null;
  return (
    <div className={styles.room}>
      {counters === null ? (
        <p>No machine runs, so there is nothing to price. Start one.</p>
      ) : (
        <WorldsTable measured={counters.measured} sampled={counters.sampled} />
      )}
      <h3>Assumptions</h3>
      <Assumptions />
    </div>
  );
}
