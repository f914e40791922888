import { expect, test } from 'vitest';
import type { PortCount, SampledCounts } from '#protocol/counters';
import { countersSince } from '../difference.ts';
import { eventWorlds } from '../model/event-worlds.ts';
import { sampleCounters, sampleMeasured } from '../sample-counters.ts';
import { totalEvents } from '../totals.ts';
import { csvOf } from './csv.ts';
import {
  devicesOf,
  leftOut,
  onlyOf,
  spansOfCommand,
  type TableGroup,
  type TableRow,
  tableOf,
  totalsOf,
} from './table.ts';

const port = (number: number, device: string, reads: number, writes: number): PortCount => ({
  port: number,
  device,
  reads: { bits8: reads, bits16: 0, bits32: 0 },
  writes: { bits8: writes, bits16: 0, bits32: 0 },
});

const BEFORE = sampleCounters({
  wallTimeMs: 1000,
  measured: sampleMeasured({ ports: [port(0x3f8, 'serial port', 1, 10)] }),
});

const NOW = sampleCounters({
  wallTimeMs: 3000,
  measured: sampleMeasured({
    instructions: 1000,
    events: { hlt: 30, exception: 20, pageFault: 15, softwareInterrupt: 2 },
    vectors: [
      { vector: 14, count: 15 },
      { vector: 6, count: 5 },
      { vector: 0x30, count: 9 },
    ],
    ports: [
      port(0x3f8, 'serial port', 1, 40),
      port(0x3fd, 'serial port', 8, 0),
      port(0x1234, 'port 1234h', 0, 2),
    ],
    mmio: [{ address: 0xa0000, device: 'VGA', reads: 0, writes: 5 }],
    irqs: [{ line: 4, device: 'serial port', raised: 6 }],
    timerTicks: 7,
    consoleBytes: { in: 3, out: 40 },
  }),
  // Safe: the table reads `uncounted` alone.
  sampled: {
    kind: 'sampled',
    windows: 2,
    samples: 200,
    uncounted: { pushf: { share: 0.002, error: 0.001 } },
  } as unknown as SampledCounts,
  notCountable: [{ event: 'PIC ports', reason: 'they stay inside the emulator, "20h" too' }],
});

const SINCE = countersSince(NOW, BEFORE);
const TABLE = tableOf({ counted: SINCE, recent: SINCE, total: NOW });

function find(id: string, groups: readonly TableGroup[] = TABLE): TableRow {
  const rows = groups.flatMap((group) => group.rows.flatMap((row) => [row, ...row.parts]));
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`There is no row ${id}.`);
  return row;
}

test('a row has its count in the span, its share, its rate, and all since the reset', () => {
  expect(find('port:serial port:write:8')).toMatchObject({
    label: 'serial port: write (8-bit OUT)',
    event: 'portIo8',
    count: 30,
    share: 30 / totalEvents(SINCE.measured),
    perSecond: 15,
    sinceReset: 40,
  });
});

test('a device is made up of its single ports', () => {
  const { parts } = find('port:serial port:read:8');
  expect(parts.map(({ label, count, sinceReset }) => [label, count, sinceReset])).toEqual([
    ['port 3F8h', 0, 1],
    ['port 3FDh', 8, 8],
  ]);
});

test('accesses of other widths are rows of their own, which other worlds treat otherwise', () => {
  const disk = { ...port(0x1f0, 'IDE', 3, 0), reads: { bits8: 3, bits16: 512, bits32: 0 } };
  const counters = sampleCounters({ measured: sampleMeasured({ ports: [disk] }) });
  const table = tableOf({ counted: counters, recent: counters, total: counters });
  const rows = table.flatMap((group) => group.rows).filter(({ device }) => device === 'IDE');
  expect(rows.map(({ label, event, count }) => [label, event, count])).toEqual([
    ['IDE: read (8-bit IN)', 'portIo8', 3],
    ['IDE: read (16-bit IN)', 'portIo16', 512],
  ]);
  const lines = rows.map(({ event }) => eventWorlds(event).map(({ line }) => line));
  expect(lines[1]).not.toEqual(lines[0]);
  const edited = eventWorlds('portIo16', { 'portIo16.hardwareAssisted': 'never' });
  expect(edited.map(({ line }) => line)).toContain('Stays in the guest. As you assume.');
});

test('every row, and every part of one, has a line of explanation', () => {
  for (const row of TABLE.flatMap(({ rows }) => rows.flatMap((one) => [one, ...one.parts]))) {
    expect(row.explanation, row.id).toMatch(/^[^\n]+\.?$/);
  }
});

test('an unknown port is a row of its own', () => {
  expect(find('port:port 1234h:write:8')).toMatchObject({ device: 'port 1234h', count: 2 });
});

test('the entries of the interrupt table are parts of what went through them', () => {
  expect(find('exception').parts.map(({ label, count }) => [label, count])).toEqual([
    ['Page fault (14)', 15],
    ['Invalid opcode (6)', 5],
  ]);
  expect(find('interrupt:48')).toMatchObject({ label: '30h', count: 9 });
});

test('the total is that of all events, each once, and says what it leaves out', () => {
  const totals = totalsOf(TABLE);
  expect(totals.count).toBe(totalEvents(SINCE.measured));
  expect(totals.count).toBe(30 + 8 + 2 + 5 + 30 + 20 + 2);
  expect(totals.sinceReset).toBe(totalEvents(NOW.measured));
  expect(totals.share).toBeCloseTo(1);
  const words = leftOut(TABLE).join('; ');
  expect(words).toContain('Page fault (counted among the exceptions)');
  expect(words).toContain('PIC ports (it is not countable here)');
  expect(words).toContain('Timer tick');
});

test('what is not in the total has a count and no share', () => {
  expect(find('pageFault')).toMatchObject({ count: 15, share: null });
  expect(find('irq:4:serial port')).toMatchObject({ count: 6, share: null });
});

test('what is not countable says so and has no number; what is sampled has its share alone', () => {
  expect(find('not:PIC ports')).toMatchObject({
    count: null,
    share: null,
    perSecond: null,
    sinceReset: null,
  });
  expect(find('sampled:pushf')).toMatchObject({
    count: null,
    value: { kind: 'sampled', share: { share: 0.002, error: 0.001 }, samples: 200 },
  });
});

test('rows of one device, with what they are of all', () => {
  expect(devicesOf(TABLE)).toEqual([
    'serial port',
    'port 1234h',
    'VGA',
    'processor',
    'timer',
    'just-in-time compiler',
    'console',
    'disk',
    'network',
    'not countable',
  ]);
  const serial = onlyOf(TABLE, 'serial port');
  expect(serial.map(({ title, rows }) => [title, rows.length])).toEqual([
    ['Port I/O', 2],
    ['Interrupt lines', 1],
  ]);
  expect(totalsOf(serial)).toMatchObject({ count: 38, share: 38 / 97 });
});

test('a command is a span of its own, against its own time', () => {
  const cost = {
    kind: 'measured' as const,
    label: 'ls',
    wallTimeMs: 500,
    guestTimeNs: 5e8,
    errorInstructions: 0,
    measured: sampleMeasured({ instructions: 10, events: { hlt: 4 } }),
  };
  const table = tableOf(spansOfCommand(cost, NOW));
  expect(find('hlt', table)).toMatchObject({ count: 4, share: 1, perSecond: 8, sinceReset: 30 });
  expect(find('port:serial port:write:8', table)).toMatchObject({ count: 0, sinceReset: 40 });
});

test('as comma-separated values', () => {
  const lines = csvOf(TABLE, totalsOf(TABLE)).split('\r\n');
  expect(lines[0]).toBe('group,event,device,kind,count,share,per second,since reset,note');
  expect(lines).toContain(
    'Port I/O,serial port: write (8-bit OUT),serial port,measured,30,0.309278,15,40,',
  );
  expect(lines).toContain(
    'Port I/O,serial port: read (8-bit IN) / port 3FDh,serial port,measured,8,0.0824742,4,8,',
  );
  expect(lines).toContain(
    'Not countable here,PIC ports,not countable,notCountable,,,,,"they stay inside the emulator, ""20h"" too"',
  );
  expect(lines).toContain(
    'Only sampled,PUSHF,processor,sampled,,0.002,,,"share of instructions since sampling began, plus or minus 0.001, from 200 samples"',
  );
  expect(lines.at(-2)).toBe(`,total,,measured,97,1,48.5,${totalEvents(NOW.measured)},`);
  expect(lines.at(-1)).toBe('');
});

test('says of a known device what the guest wants of it, and of an unknown one that it wants something', () => {
  const rows = tableOf({ counted: NOW, recent: NOW, total: NOW }).flatMap((group) => group.rows);
  const explanation = (label: string) =>
    rows.find((row) => row.label.startsWith(label))?.explanation;
  expect(explanation('serial port: write')).toContain('A byte for the console');
  expect(explanation('port 1234h: write')).toBe('The guest tells the device a value.');
});
