import type { Cost, MeasuredCounts } from '#protocol/counters';
import { deviceAccesses, widths } from '#protocol/counts-since';
import { type Experiment, type Finding, measured, requireCounted, rounded } from './experiment.ts';
import { counted, verdict } from './verdict.ts';
import { figureText, timesText } from './words.ts';

const BYTES = 2 ** 20;

/** A port of the virtio console that nobody reads: what is written to it is taken, and dropped. */
const PORT = '/dev/hvc1';

const SERIAL = `head -c ${BYTES} /dev/zero`;
const VIRTIO = `head -c ${BYTES} /dev/zero > ${PORT}`;

export const paravirtualisation: Experiment = {
  id: 'paravirtualisation',
  title: 'A megabyte by serial port, and by virtio',
  about:
    'The same megabyte of zeros, which a terminal draws nothing for, goes to the console, which is an emulated serial port, and then to a port of the virtio console. The one driver believes in a chip and hands it byte after byte; the other knows that it is a guest, and leaves whole pages in shared memory.',
  commands: [`test -c ${PORT}`, SERIAL, VIRTIO],
  cited: {
    by: 'S4',
    says: 'Xen’s page: “well under [[5%]]” of overhead, against “[[35%]] or higher” elsewhere; the text doubts the comparison.',
  },
  async run(bench) {
    await bench.run(`test -c ${PORT}`);
    const serial = (await bench.run(SERIAL)).cost;
    const virtio = (await bench.run(VIRTIO)).cost;
    return paravirtualisationFinding(serial, virtio);
  },
};

/** What the same bytes cost both ways. */
export function paravirtualisationFinding(serial: Cost, virtio: Cost): Finding {
  requireCounted(serial.measured.consoleBytes.out, 'bytes on the console', BYTES);
  requireCounted(accessesOf(serial.measured, 'serial port'), 'the serial port’s accesses', BYTES);
  requireCounted(accessesOf(virtio.measured, 'virtio-console'), 'virtio’s accesses');
  const bySerial = deviceAccesses(serial.measured) / BYTES;
  const byVirtio = deviceAccesses(virtio.measured) / BYTES;
  return {
    parameters: { bytes: BYTES },
    rows: [
      ...rowsOf('serial port', serial, 'serial port'),
      ...rowsOf('virtio', virtio, 'virtio-console'),
    ],
    holds: byVirtio < bySerial,
    verdict: verdict`The serial port took ${counted(figureText(bySerial))} device accesses a byte and virtio ${counted(figureText(byVirtio))}, all devices counted: ${
      byVirtio < bySerial
        ? verdict`a guest that knows touches devices ${counted(timesText(bySerial / byVirtio))} less often`
        : 'here knowing did not help, against the claim'
    }.`,
  };
}

function rowsOf(way: string, { measured: counts, wallTimeMs }: Cost, device: string) {
  const perByte = (count: number) => rounded(count / BYTES);
  return [
    measured(`${way}: device accesses`, perByte(deviceAccesses(counts)), 'per byte'),
    measured(`${way}: of them by ${device}`, accessesOf(counts, device)),
    measured(`${way}: instructions`, perByte(counts.instructions), 'per byte'),
    measured(`${way}: time`, Math.round(wallTimeMs), 'ms'),
  ];
}

function accessesOf({ ports, mmio }: MeasuredCounts, device: string): number {
  const byPort = ports
    .filter((row) => row.device === device)
    .reduce((sum, { reads, writes }) => sum + widths(reads) + widths(writes), 0);
  return mmio
    .filter((row) => row.device === device)
    .reduce((sum, { reads, writes }) => sum + reads + writes, byPort);
}
