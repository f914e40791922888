import { CPU_EVENTS } from '#protocol/counters';
import { amount, list, oneOf, record, text, whole } from '../snapshots/shapes.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const MOST_PORTS = 2 ** 16;
const MOST_PAGES = 2 ** 20;
const MOST_LINES = 1000;
const VECTORS = 256;

/** Checks `MeasuredCounts`, in which events that were not counted yet may be missing; throws `Wrong`. */
export function checkMeasured(value: unknown): void {
  const measured = record(value, 'counts');
  oneOf(measured['kind'], 'counts', ['measured']);
  counts(measured, ['instructions', 'userInstructions', 'slices', 'timerTicks']);
  counts(measured, ['jitModules', 'jitBytes']);
  amount(measured['idleNs'], 'idleNs', Number.MAX_VALUE);
  const events = record(measured['events'], 'events');
  for (const event of CPU_EVENTS) whole(events[event] ?? 0, event, 0, MOST);
  for (const row of list(measured['vectors'], 'vectors', VECTORS)) {
    const vector = record(row, 'a vector');
    whole(vector['vector'], 'a vector', 0, VECTORS - 1);
    counts(vector, ['count']);
  }
  for (const row of list(measured['ports'], 'ports', MOST_PORTS)) {
    const port = deviceRow(row, 'port', MOST_PORTS - 1);
    for (const way of ['reads', 'writes']) {
      counts(record(port[way], way), ['bits8', 'bits16', 'bits32']);
    }
  }
  for (const row of list(measured['mmio'], 'mmio', MOST_PAGES)) {
    counts(deviceRow(row, 'address', 2 ** 32 - 1), ['reads', 'writes']);
  }
  for (const row of list(measured['irqs'], 'irqs', MOST_LINES)) {
    counts(deviceRow(row, 'line', 2 ** 32 - 1), ['raised']);
  }
  for (const name of ['consoleBytes', 'diskBytes', 'networkBytes']) {
    counts(record(measured[name], name), ['in', 'out']);
  }
}

function counts(of: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) whole(of[name], name, 0, MOST);
}

/** A device's row, by its place. */
function deviceRow(value: unknown, place: string, last: number): Record<string, unknown> {
  const row = record(value, `a row of a ${place}`);
  whole(row[place], place, 0, last);
  text(row['device'], 'a device');
  return row;
}
