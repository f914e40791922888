import { type Counters, CPU_EVENTS, type CpuEvent, type MeasuredCounts } from '#protocol/counters';
import { OUTSIDE_TOTAL } from '../totals.ts';
import { mmioRows, portRows } from './device-rows.ts';
import { counted, type EventRow } from './event-row.ts';
import { CPU_EVENT_WORDS, FIRST_DEVICE_VECTOR, vectorWords } from './explanations.ts';

/** Rows that belong together. */
export interface EventGroup {
  readonly title: string;
  readonly rows: readonly EventRow[];
}

/** The processor, as a device to filter by. */
export const PROCESSOR = 'processor';
const COMPILER = 'just-in-time compiler';

/** All that is known of a machine's events, in the order of the table. */
export function rowsOf(counters: Counters): readonly EventGroup[] {
  const { measured } = counters;
  const groups: readonly EventGroup[] = [
    { title: 'Port I/O', rows: portRows(measured.ports) },
    { title: 'Device memory (MMIO)', rows: mmioRows(measured.mmio) },
    { title: 'Processor', rows: CPU_EVENTS.map((event) => cpuRow(event, measured)) },
    { title: 'Interrupt lines', rows: irqRows(measured) },
    { title: 'Emulator', rows: emulatorRows(measured) },
    { title: 'Bytes moved', rows: trafficRows(measured) },
    { title: 'Only sampled', rows: sampledRows(counters) },
    { title: 'Not countable here', rows: notCountableRows(counters) },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

function cpuRow(event: CpuEvent, measured: MeasuredCounts): EventRow {
  return {
    id: event,
    event,
    device: PROCESSOR,
    ...CPU_EVENT_WORDS[event],
    value: { kind: 'measured', count: measured.events[event] },
    outside: OUTSIDE_TOTAL[event] ?? null,
    parts: vectorRows(event, measured),
  };
}

/** Which entries of the interrupt table an event went through. */
function vectorRows(event: CpuEvent, { vectors }: MeasuredCounts): readonly EventRow[] {
  return vectors.flatMap(({ vector, count }) => {
    if (event !== (vector < FIRST_DEVICE_VECTOR ? 'exception' : 'interrupt')) return [];
    return [
      {
        id: `${event}:${vector}`,
        event,
        device: PROCESSOR,
        ...vectorWords(vector),
        value: { kind: 'measured', count },
        outside: null,
        parts: [],
      },
    ];
  });
}

function irqRows({ irqs }: MeasuredCounts): readonly EventRow[] {
  return irqs.map(({ line, device, raised }) =>
    counted(`irq:${line}:${device}`, 'irq', device, raised, {
      label: `${device}: line ${line} raised`,
      explanation: 'The device asks for attention; the processor counts the interrupts it takes.',
      outside: 'what comes of it is counted as interrupts taken',
    }),
  );
}

function emulatorRows({ timerTicks, jitModules, jitBytes }: MeasuredCounts): readonly EventRow[] {
  return [
    counted('timerTick', 'timerTick', 'timer', timerTicks, {
      label: 'Timer tick',
      explanation: 'The timer chip has counted down, and starts over.',
      outside: 'what comes of it is counted as interrupts taken',
    }),
    counted('jitModule', 'jitModule', COMPILER, jitModules, {
      label: 'Module compiled',
      explanation:
        'Guest code that ran often was translated to WebAssembly; the guest cannot tell.',
      outside: 'the guest does not do it',
    }),
    counted('jitBytes', 'jitModule', COMPILER, jitBytes, {
      label: 'Bytes compiled',
      explanation: 'The length of those modules.',
      outside: 'bytes are not events',
    }),
  ];
}

function trafficRows(measured: MeasuredCounts): readonly EventRow[] {
  const { consoleBytes, diskBytes, networkBytes } = measured;
  return (
    [
      ['console', consoleBytes, 'typed', 'written'],
      ['disk', diskBytes, 'read', 'written'],
      ['network', networkBytes, 'received', 'sent'],
    ] as const
  ).flatMap(([device, bytes, inWord, outWord]) => [
    traffic(device, 'in', bytes.in, inWord),
    traffic(device, 'out', bytes.out, outWord),
  ]);
}

function traffic(device: string, way: 'in' | 'out', bytes: number, word: string): EventRow {
  return counted(`bytes:${device}:${way}`, 'bytes', device, bytes, {
    label: `${device}: bytes ${word}`,
    explanation: way === 'in' ? 'What reached the guest.' : 'What left the guest.',
    outside: 'bytes are not events',
  });
}

function sampledRows({ sampled }: Counters): readonly EventRow[] {
  return Object.entries(sampled?.uncounted ?? {}).map(([mnemonic, share]) => ({
    id: `sampled:${mnemonic}`,
    event: mnemonic,
    device: PROCESSOR,
    label: mnemonic.toUpperCase(),
    explanation:
      'No counter sees it; this is its part of the instructions that were sampled since the panel was opened, or since the reset, whatever the table counts.',
    value: { kind: 'sampled', share, samples: sampled?.samples ?? 0 },
    outside: 'it is estimated',
    parts: [],
  }));
}

function notCountableRows({ notCountable }: Counters): readonly EventRow[] {
  return notCountable.map(({ event, reason }) => ({
    id: `not:${event}`,
    event,
    device: 'not countable',
    label: event,
    explanation: reason,
    value: { kind: 'notCountable', reason },
    outside: 'it is not countable here',
    parts: [],
  }));
}
