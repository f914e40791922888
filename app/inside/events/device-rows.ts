import type { AccessCount, MmioCount, PortCount } from '#protocol/counters';
import { portText } from '../numbers.ts';
import { portWords } from './device-words.ts';
import { counted, type EventRow } from './event-row.ts';
import type { Explained } from './explanations.ts';

type Direction = 'read' | 'write';
const DIRECTIONS: readonly Direction[] = ['read', 'write'];

const MNEMONICS: Readonly<Record<Direction, string>> = { read: 'IN', write: 'OUT' };

/** Rows of their own: what other worlds do with an access depends on its width. */
const WIDTHS = [
  ['bits8', 8],
  ['bits16', 16],
  ['bits32', 32],
] as const satisfies readonly (readonly [keyof AccessCount, number])[];
type Width = (typeof WIDTHS)[number];

const MMIO_WORDS: Readonly<Record<Direction, Explained>> = {
  read: { label: 'memory read', explanation: 'The guest reads memory that is a device.' },
  write: { label: 'memory write', explanation: 'The guest writes memory that is a device.' },
};

/** Port I/O by device, direction and width, made up of single ports. */
export function portRows(ports: readonly PortCount[]): readonly EventRow[] {
  return byDevice(ports).flatMap(([device, own]) =>
    DIRECTIONS.flatMap((direction) =>
      WIDTHS.flatMap((width) => portRow(device, own, direction, width)),
    ),
  );
}

function portRow(
  device: string,
  ports: readonly PortCount[],
  direction: Direction,
  width: Width,
): readonly EventRow[] {
  const parts = ports.flatMap((port) => portPart(port, direction, width));
  if (parts.length === 0) return [];
  const [, bits] = width;
  return [
    counted(`port:${device}:${direction}:${bits}`, `portIo${bits}`, device, sumOf(parts), {
      label: `${device}: ${direction} (${bits}-bit ${MNEMONICS[direction]})`,
      explanation: portWords(device, direction),
      parts,
    }),
  ];
}

/** Accesses to device memory by device and direction, made up of single pages. */
export function mmioRows(mmio: readonly MmioCount[]): readonly EventRow[] {
  return byDevice(mmio).flatMap(([device, own]) =>
    DIRECTIONS.flatMap((direction) => {
      const parts = own.flatMap((page) => mmioPart(page, direction));
      if (parts.length === 0) return [];
      return [
        counted(`mmio:${device}:${direction}`, 'mmio', device, sumOf(parts), {
          label: `${device}: ${MMIO_WORDS[direction].label}`,
          explanation: MMIO_WORDS[direction].explanation,
          parts,
        }),
      ];
    }),
  );
}

function portPart(
  { port, device, reads, writes }: PortCount,
  direction: Direction,
  [key, bits]: Width,
): readonly EventRow[] {
  const count = (direction === 'read' ? reads : writes)[key];
  if (count === 0) return [];
  const id = `port:${port.toString(16)}:${direction}:${bits}`;
  return [
    counted(id, `portIo${bits}`, device, count, {
      label: `port ${portText(port)}`,
      explanation: 'The same, at this one port of the device.',
    }),
  ];
}

function mmioPart(page: MmioCount, direction: Direction): readonly EventRow[] {
  const count = direction === 'read' ? page.reads : page.writes;
  if (count === 0) return [];
  const address = page.address.toString(16).toUpperCase().padStart(8, '0');
  return [
    counted(`mmio:${address}:${direction}`, 'mmio', page.device, count, {
      label: `page ${address}h`,
      explanation: 'The same, in this one page of the device’s memory.',
    }),
  ];
}

function sumOf(parts: readonly EventRow[]): number {
  return parts.reduce((sum, { value }) => sum + (value.kind === 'measured' ? value.count : 0), 0);
}

/** In the order in which the devices are named first. */
function byDevice<Count extends { readonly device: string }>(
  counts: readonly Count[],
): readonly (readonly [string, readonly Count[]])[] {
  const devices = new Map<string, Count[]>();
  for (const count of counts) {
    const own = devices.get(count.device);
    if (own === undefined) devices.set(count.device, [count]);
    else own.push(count);
  }
  return [...devices];
}
