import type { AccessCount, MmioCount, PortCount } from '#protocol/counters';
import { widths } from '#protocol/counts-since';
import { portText } from '../numbers.ts';
import { counted, type EventRow } from './event-row.ts';
import type { Explained } from './explanations.ts';

type Direction = 'read' | 'write';
const DIRECTIONS: readonly Direction[] = ['read', 'write'];

const PORT_WORDS: Readonly<Record<Direction, Explained>> = {
  read: { label: 'read (IN)', explanation: 'The guest asks the device for a value.' },
  write: { label: 'write (OUT)', explanation: 'The guest tells the device a value.' },
};

const MMIO_WORDS: Readonly<Record<Direction, Explained>> = {
  read: { label: 'memory read', explanation: 'The guest reads memory that is a device.' },
  write: { label: 'memory write', explanation: 'The guest writes memory that is a device.' },
};

/** Port I/O by device and direction, made up of single ports. */
export function portRows(ports: readonly PortCount[]): readonly EventRow[] {
  return byDevice(ports).flatMap(([device, own]) =>
    DIRECTIONS.flatMap((direction) => {
      const parts = own.flatMap((port) => portPart(port, direction));
      if (parts.length === 0) return [];
      return [
        counted(`port:${device}:${direction}`, eventOf('port', direction), device, sumOf(parts), {
          label: `${device}: ${PORT_WORDS[direction].label}`,
          explanation: PORT_WORDS[direction].explanation,
          parts,
        }),
      ];
    }),
  );
}

/** Accesses to device memory by device and direction, made up of single pages. */
export function mmioRows(mmio: readonly MmioCount[]): readonly EventRow[] {
  return byDevice(mmio).flatMap(([device, own]) =>
    DIRECTIONS.flatMap((direction) => {
      const parts = own.flatMap((page) => mmioPart(page, direction));
      if (parts.length === 0) return [];
      return [
        counted(`mmio:${device}:${direction}`, eventOf('mmio', direction), device, sumOf(parts), {
          label: `${device}: ${MMIO_WORDS[direction].label}`,
          explanation: MMIO_WORDS[direction].explanation,
          parts,
        }),
      ];
    }),
  );
}

function portPart(port: PortCount, direction: Direction): readonly EventRow[] {
  const access = direction === 'read' ? port.reads : port.writes;
  const count = widths(access);
  if (count === 0) return [];
  return [
    counted(
      `port:${port.port.toString(16)}:${direction}`,
      eventOf('port', direction),
      port.device,
      count,
      { label: `port ${portText(port.port)}`, explanation: widthsText(access) },
    ),
  ];
}

function mmioPart(page: MmioCount, direction: Direction): readonly EventRow[] {
  const count = direction === 'read' ? page.reads : page.writes;
  if (count === 0) return [];
  const address = page.address.toString(16).toUpperCase().padStart(8, '0');
  return [
    counted(`mmio:${address}:${direction}`, eventOf('mmio', direction), page.device, count, {
      label: `page ${address}h`,
      explanation: '',
    }),
  ];
}

/** `8 bits at a time`; `8 bits: 12, 16 bits: 3`. */
function widthsText({ bits8, bits16, bits32 }: AccessCount): string {
  const used = [
    ['8 bits', bits8],
    ['16 bits', bits16],
    ['32 bits', bits32],
  ].filter(([, count]) => count !== 0);
  if (used.length === 1) return `${used[0]?.[0]} at a time`;
  return used.map(([width, count]) => `${width}: ${count}`).join(', ');
}

function eventOf(space: 'port' | 'mmio', direction: Direction): string {
  return `${space}${direction === 'read' ? 'Read' : 'Write'}`;
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
