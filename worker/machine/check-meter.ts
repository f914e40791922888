import { ACCESSES } from '../meter/port-counts.ts';
import { amount, list, record, text, whole } from '../snapshots/shapes.ts';

const MOST_CELLS = 1000;
const MOST_PORTS = 2 ** 16;
const MOST_PAGES = 2 ** 20;
const MOST_LINES = 1000;
const MOST = Number.MAX_SAFE_INTEGER;

/** Checks a `MeterState`; throws `Wrong`. */
export function checkMeter(value: unknown): void {
  const state = record(value, 'meter');
  for (const count of list(Object.values(record(state['cells'], 'cells')), 'cells', MOST_CELLS)) {
    whole(count, 'a count', 0, MOST);
  }
  for (const row of list(state['ports'], 'ports', MOST_PORTS)) checkPort(record(row, 'a port'));
  for (const row of list(state['mmio'], 'mmio', MOST_PAGES)) {
    const { address, reads, writes } = record(row, 'a page');
    whole(address, 'an address', 0, 2 ** 32 - 1);
    whole(reads, 'reads', 0, MOST);
    whole(writes, 'writes', 0, MOST);
  }
  for (const row of list(state['lines'], 'lines', MOST_LINES)) {
    whole(checkLine(row)['raised'], 'raised', 0, MOST);
  }
  for (const row of list(state['high'], 'high', MOST_LINES)) checkLine(row);
  for (const name of ['slices', 'jitModules', 'jitBytes']) whole(state[name], name, 0, MOST);
  amount(state['idleNs'], 'idleNs', Number.MAX_VALUE);
  for (const name of ['console', 'disk', 'network']) {
    const traffic = record(state[name], name);
    whole(traffic['in'], 'in', 0, MOST);
    whole(traffic['out'], 'out', 0, MOST);
  }
}

function checkPort({ port, counts }: Record<string, unknown>): void {
  whole(port, 'a port', 0, 2 ** 16 - 1);
  const checked = list(counts, "a port's counts", ACCESSES);
  for (const count of checked) whole(count, 'a count', 0, MOST);
}

function checkLine(row: unknown): Record<string, unknown> {
  const line = record(row, 'a line');
  whole(line['line'], 'a line', 0, 2 ** 32 - 1);
  text(line['device'], 'a device');
  return line;
}
