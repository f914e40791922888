import { CPU_EVENTS, type CpuEvent } from '#protocol/counters';
import { editedEncounter, type LeavesEdits } from './encounters.ts';
import {
  DIRECT_WORLDS,
  type DirectWorld,
  EVENT_CLASSES,
  type EventClass,
  LEAVES_WORDS,
  type Leaves,
} from './worlds.ts';

/** What one of the four worlds that run the guest directly would do with an event. */
export interface EventLine {
  readonly world: DirectWorld;
  readonly leaves: Leaves;
  /** One plain line, such as `Leaves the guest. It faults. ...`. */
  readonly line: string;
}

const CPU_EVENT_CLASSES: Readonly<Record<CpuEvent, EventClass>> = {
  hlt: 'hlt',
  cpuid: 'cpuid',
  rdtsc: 'rdtsc',
  rdmsr: 'msr',
  wrmsr: 'msr',
  readControl: 'readControl',
  writeControl: 'writeControl',
  writeCr3: 'writeCr3',
  clts: 'taskSwitchedFlag',
  lmsw: 'taskSwitchedFlag',
  debugRegister: 'debugRegister',
  invlpg: 'invlpg',
  loadSystemTable: 'loadSystemTable',
  readSystemTable: 'readSystemTable',
  cli: 'interruptFlag',
  sti: 'interruptFlag',
  iret: 'iret',
  sysenter: 'systemCall',
  sysexit: 'systemCallReturn',
  softwareInterrupt: 'softwareInterrupt',
  int80: 'systemCall',
  exception: 'exception',
  interrupt: 'interrupt',
  pageFault: 'pageFault',
  pageWalk: 'pageWalk',
  tlbFlush: 'tlbFlush',
};

const OTHER_EVENT_CLASSES: ReadonlyMap<string, EventClass> = new Map([
  ['irq', 'interrupt'],
  ['timerTick', 'interrupt'],
  ['instructions', 'instruction'],
  ['pushf', 'flagsOnStack'],
  ['popf', 'flagsOnStack'],
  ['smsw', 'statusWord'],
]);

/**
 * What each of the four worlds would do with an event of the table's: a `CpuEvent`, an `EventClass` as `portIo16`, `irq`, a
 * sampled mnemonic; what follows a colon (`irq:4`) is ignored. Empty for what is no event of the guest's.
 */
export function eventWorlds(event: string, edits: LeavesEdits = {}): readonly EventLine[] {
  const eventClass = classOf(event.split(':', 1)[0] ?? event);
  if (eventClass === undefined) return [];
  return DIRECT_WORLDS.map((world) => {
    const { leaves, why } = editedEncounter(eventClass, world, edits);
    return { world, leaves, line: `${LEAVES_WORDS[leaves]}. ${why}` };
  });
}

function classOf(event: string): EventClass | undefined {
  const cpuEvent = CPU_EVENTS.find((known) => known === event);
  if (cpuEvent !== undefined) return CPU_EVENT_CLASSES[cpuEvent];
  return EVENT_CLASSES.find((known) => known === event) ?? OTHER_EVENT_CLASSES.get(event);
}
