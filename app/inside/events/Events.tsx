import { useState } from 'react';
import type { Counters } from '#protocol/counters';
import { useCounters } from '../counters-store.ts';
import type { Reading } from '../rates.ts';
import styles from './Events.module.css';
import { EventTable } from './EventTable.tsx';
import { type Span, spansOf } from './spans.ts';
import { Toolbar } from './Toolbar.tsx';
import { devicesOf, leftOut, onlyOf, tableOf, totalsOf } from './table.ts';
import type { WorldsOf } from './worlds.ts';

interface EventsProps {
  /** Without it a row does not say what the worlds would do with its event. */
  readonly worldsOf?: WorldsOf;
}

/** Every event of the machine on the screen. */
export function Events(props: EventsProps) {
  const machineId = useCounters((state) => state.machineId);
  // What was chosen about one machine says nothing of another.
  return <MachineEvents key={machineId} {...props} />;
}

function MachineEvents({ worldsOf }: EventsProps) {
  const live = useCounters((state) => state.readings);
  const [held, setHeld] = useState<readonly Reading[] | null>(null);
  const [span, setSpan] = useState<Span>('minute');
  const [here, setHere] = useState<Counters | null>(null);
  const [chosenDevice, setChosenDevice] = useState<string | null>(null);

  const readings = held ?? live;
  const spans = spansOf(span, readings, here);
  const all = spans === null ? [] : tableOf(spans);
  const devices = devicesOf(all);
  const device = chosenDevice !== null && devices.includes(chosenDevice) ? chosenDevice : null;
  const groups = device === null ? all : onlyOf(all, device);
  const totals = totalsOf(groups);
  const now = readings.at(-1)?.counters ?? null;

  return (
    <div className={styles.events}>
      <Toolbar
        span={span}
        hasHere={here !== null}
        onSpan={setSpan}
        device={device}
        devices={devices}
        onDevice={setChosenDevice}
        held={held !== null}
        onHold={(hold) => setHeld(hold ? live : null)}
        onCountFromHere={() => {
          setHere(now);
          setSpan('here');
        }}
        groups={groups}
        totals={totals}
      />
      {spans === null ? (
        <p className={styles.empty}>
          {now === null
            ? 'Nothing has been counted yet.'
            : 'No command has ended yet: type one, and this table is of it.'}
        </p>
      ) : (
        <>
          <EventTable
            groups={groups}
            totals={totals}
            totalLabel={device === null ? 'All counted events' : `Counted events: ${device}`}
            worldsOf={worldsOf}
          />
          <p className={styles.note}>
            Each transfer of a string instruction is one access; v86 reads 16 bits of device memory
            as two times 8. Not in the total: {leftOut(all).join('; ')}.
          </p>
        </>
      )}
    </div>
  );
}
