import type { MachineId } from '#protocol/machine';
import { useCounters } from '../counters-store.ts';
import { useDrawnReadings } from '../drawn-readings.ts';
import styles from './Events.module.css';
import { EventTable } from './EventTable.tsx';
import { hereIn, spansOf } from './spans.ts';
import { Toolbar } from './Toolbar.tsx';
import { devicesOf, leftOut, onlyOf, tableOf, totalsOf } from './table.ts';
import { chooseInTable, type TableChoices, useTableChoices } from './table-store.ts';
import type { WorldsOf } from './worlds.ts';

interface EventsProps {
  /** Without it a row does not say what the worlds would do with its event. */
  readonly worldsOf?: WorldsOf;
}

/** Every event of the machine on the screen. */
export function Events(props: EventsProps) {
  const machineId = useCounters((state) => state.machineId);
  return <MachineEvents key={machineId} machineId={machineId} {...props} />;
}

function MachineEvents({
  machineId,
  worldsOf,
}: EventsProps & { readonly machineId: MachineId | null }) {
  const live = useDrawnReadings(useCounters((state) => state.readings));
  const life = useCounters((state) => state.life);
  const { held, span: chosenSpan, here: from, device: chosenDevice } = useTableChoices(machineId);
  const choose = (change: Partial<TableChoices>): void => chooseInTable(machineId, change);

  const readings = held ?? live;
  const here = hereIn(readings, from, life);
  const span = chosenSpan === 'here' && here === null ? 'minute' : chosenSpan;
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
        onSpan={(chosen) => choose({ span: chosen })}
        device={device}
        devices={devices}
        onDevice={(chosen) => choose({ device: chosen })}
        held={held !== null}
        onHold={(hold) => choose({ held: hold ? live : null })}
        onCountFromHere={() => {
          if (now !== null) choose({ here: { counters: now, life }, span: 'here' });
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
