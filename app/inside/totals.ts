import { CPU_EVENTS, type CpuEvent, type MeasuredCounts } from '#protocol/counters';
import { deviceAccesses } from '#protocol/counts-since';

/** Events of the processor that the total of all events leaves out, and why. */
export const OUTSIDE_TOTAL: Readonly<Partial<Record<CpuEvent, string>>> = {
  pageFault: 'counted among the exceptions',
  int80: 'counted among the software interrupts',
  pageWalk: 'follows from other events',
  tlbFlush: 'follows from other events',
};

/** Device accesses and events of the processor, each once. */
export function totalEvents(measured: MeasuredCounts): number {
  const counted = CPU_EVENTS.filter((event) => OUTSIDE_TOTAL[event] === undefined);
  return counted.reduce((total, event) => total + measured.events[event], deviceAccesses(measured));
}
