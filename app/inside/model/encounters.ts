import type { SourceId } from '../sources/sources.ts';
import type { AssumptionId } from './assumptions.ts';
import {
  DIRECT_WORLDS,
  type DirectWorld,
  EVENT_CLASSES,
  type EventClass,
  type Leaves,
} from './worlds.ts';

/** What becomes of one class of events in one world. */
export interface Encounter {
  readonly leaves: Leaves;
  /** Why, in one line. */
  readonly why: string;
  /** For `leaves` and `why`; none: assumed. */
  readonly sources: readonly SourceId[];
  /** What one costs if it leaves the guest, added up. */
  readonly leaving: readonly AssumptionId[];
  /** What one costs more than on a computer of its own if it stays, added up. */
  readonly staying: readonly AssumptionId[];
  /** The part that leaves, where it depends. */
  readonly share: AssumptionId;
  /** It does not fault, and tells the guest about the host or does nothing: the guest is deceived, and the monitor knows nothing of it. */
  readonly deceives: boolean;
}

type Extra = Partial<Omit<Encounter, 'leaves' | 'why'>>;
/** An encounter but for what its world has in common. */
type Entry = Extra & Pick<Encounter, 'leaves' | 'why'>;

const always = (why: string, extra: Extra = {}): Entry => ({ leaves: 'always', why, ...extra });
const never = (why: string, extra: Extra = {}): Entry => ({ leaves: 'never', why, ...extra });
const depends = (why: string, extra: Extra = {}): Entry => ({ leaves: 'depends', why, ...extra });

const PRIVILEGED = 'Privileged: without privileges it faults, and the monitor does it.';
const DEVICE = 'The monitor’s model of the device answers.';
const RING: Extra = { share: 'ringShare', sources: ['P4'] };
const FRONT = 'The changed drivers use shared memory instead, and call once for many requests.';
const DECEIVED: Extra = { deceives: true, sources: ['P2', 'S4'] };
const MANUAL: Extra = { sources: ['P22'] };
const REPLACED: Extra = { sources: ['S1'] };
const XEN: Extra = { sources: ['P4'] };
const FLAG: Extra = { staying: ['sharedFlagCycles'], sources: ['P4'] };
const ONE_KERNEL = 'The one kernel does it, for all containers.';
const ONE_DRIVER = 'The drivers of the one kernel do it, on the host’s own devices.';

/** Which events leave the guest in which world. Where a container has no entry, the shared kernel does it. */
const TABLE: Readonly<
  Record<
    EventClass,
    Readonly<Record<Exclude<DirectWorld, 'container'>, Entry> & { container?: Entry }>
  >
> = {
  instruction: {
    trapAndEmulate: never('Run by the processor itself.', { sources: ['P1'] }),
    hardwareAssisted: never('Run by the processor itself.', MANUAL),
    paravirtual: never('Run by the processor itself.', XEN),
    container: never('Run by the processor itself.', { sources: ['S3'] }),
  },
  portIo8: {
    trapAndEmulate: always(`It faults. ${DEVICE}`, { leaving: ['trapCycles', 'deviceCycles'] }),
    hardwareAssisted: always(`The monitor asks for it. ${DEVICE}`, {
      leaving: ['vmExitCycles', 'deviceCycles'],
      ...MANUAL,
    }),
    paravirtual: depends(FRONT, RING),
    container: never(ONE_DRIVER),
  },
  portIo16: {
    trapAndEmulate: depends(`It faults; a string instruction does so once. ${DEVICE}`, {
      leaving: ['trapCycles', 'deviceCycles'],
      share: 'stringShare',
    }),
    hardwareAssisted: depends(`The monitor asks for it; many of a string at once. ${DEVICE}`, {
      leaving: ['vmExitCycles', 'deviceCycles'],
      share: 'stringShare',
      ...MANUAL,
    }),
    paravirtual: depends(FRONT, RING),
    container: never(ONE_DRIVER),
  },
  portIo32: {
    trapAndEmulate: depends(`It faults; a string instruction does so once. ${DEVICE}`, {
      leaving: ['trapCycles', 'deviceCycles'],
      share: 'stringShare',
    }),
    hardwareAssisted: depends(`The monitor asks for it; many of a string at once. ${DEVICE}`, {
      leaving: ['vmExitCycles', 'deviceCycles'],
      share: 'stringShare',
      ...MANUAL,
    }),
    paravirtual: depends(FRONT, RING),
    container: never(ONE_DRIVER),
  },
  mmio: {
    trapAndEmulate: always(`No memory is mapped there, so it faults. ${DEVICE}`, {
      leaving: ['trapCycles', 'deviceCycles'],
    }),
    hardwareAssisted: always(`The EPT maps no memory there. ${DEVICE}`, {
      leaving: ['vmExitCycles', 'deviceCycles'],
      ...MANUAL,
    }),
    paravirtual: depends(FRONT, RING),
    container: never(ONE_DRIVER),
  },
  interruptController: {
    trapAndEmulate: always('It faults. The monitor holds a model of the controller.', {
      leaving: ['trapCycles', 'exitHandlingCycles'],
    }),
    hardwareAssisted: depends(
      'The old controller leaves; a newer one can be virtual in hardware.',
      {
        ...MANUAL,
      },
    ),
    paravirtual: never('There is none: the hypervisor’s events take its place.', XEN),
    container: never(ONE_DRIVER),
  },
  hlt: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: always('The monitor asks for it, to run others meanwhile.', MANUAL),
    paravirtual: always('The kernel calls the hypervisor to wait.'),
    container: never('No container halts: the one kernel waits when all of them do.'),
  },
  rdtsc: {
    trapAndEmulate: depends('It faults only if the monitor forbids it (CR4.TSD).'),
    hardwareAssisted: never('Read directly; the processor adds an offset.', MANUAL),
    paravirtual: never('Read directly, with a scale in shared memory.'),
  },
  cpuid: {
    trapAndEmulate: never('It does not fault, and describes the host’s processor.', {
      deceives: true,
      ...MANUAL,
    }),
    hardwareAssisted: always('The processor always leaves the guest for it.', MANUAL),
    paravirtual: depends('The kernel calls the hypervisor; programs see the host’s processor.'),
  },
  msr: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: depends(
      'The monitor says for each register whether it wants to know.',
      MANUAL,
    ),
    paravirtual: always('The changed kernel calls the hypervisor instead.', REPLACED),
  },
  readControl: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: never(
      'The processor gives the guest’s value; CR3 is its own with EPT.',
      MANUAL,
    ),
    paravirtual: depends('CR2 comes with the page fault; for others the kernel calls.', XEN),
  },
  writeControl: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: depends(
      'Only if it changes a bit that the monitor keeps for itself.',
      MANUAL,
    ),
    paravirtual: always('The changed kernel calls the hypervisor instead.', XEN),
  },
  writeCr3: {
    trapAndEmulate: always('Privileged. The monitor changes to page tables of its own.'),
    hardwareAssisted: never('With EPT the guest’s page tables are its own affair.', MANUAL),
    paravirtual: always('The kernel calls the hypervisor, which checks the tables.', {
      leaving: ['switchTablesCycles'],
      ...XEN,
    }),
  },
  taskSwitchedFlag: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: depends('Only if the monitor keeps that bit of CR0 for itself.', MANUAL),
    paravirtual: always('The changed kernel calls the hypervisor instead.', REPLACED),
  },
  debugRegister: {
    trapAndEmulate: always(PRIVILEGED),
    hardwareAssisted: depends('If the monitor asks for it; often only the first time.', MANUAL),
    paravirtual: always('The changed kernel calls the hypervisor instead.', REPLACED),
  },
  invlpg: {
    trapAndEmulate: always('Privileged. The monitor drops the entry in its own page tables.'),
    hardwareAssisted: never('With EPT it concerns the guest’s translations only.', MANUAL),
    paravirtual: always('The changed kernel calls the hypervisor instead.', XEN),
  },
  tlbFlush: {
    trapAndEmulate: never('Follows from CR3 or CR4 written, and is priced there.'),
    hardwareAssisted: never('Done by the processor, for this guest only.', MANUAL),
    paravirtual: never('Follows from CR3 written, and is priced there.'),
  },
  loadSystemTable: {
    trapAndEmulate: always(PRIVILEGED, { sources: ['P22'] }),
    hardwareAssisted: never('The tables are the guest’s own, unless the monitor asks.', MANUAL),
    paravirtual: always('The kernel gives its table to the hypervisor.', XEN),
  },
  readSystemTable: {
    trapAndEmulate: never('It does not fault, and shows the monitor’s tables.', DECEIVED),
    hardwareAssisted: never('The tables are the guest’s own, unless the monitor asks.', MANUAL),
    paravirtual: never(
      'It shows the hypervisor’s tables; the changed kernel does not ask.',
      REPLACED,
    ),
  },
  statusWord: {
    trapAndEmulate: never('It does not fault, and shows the host’s CR0.', DECEIVED),
    hardwareAssisted: never('The processor gives the guest’s value.', MANUAL),
    paravirtual: never('It shows the host’s CR0; the changed kernel does not ask.', REPLACED),
  },
  interruptFlag: {
    trapAndEmulate: always('In a kernel without privileges it faults.', { sources: ['P22'] }),
    hardwareAssisted: never('The flag is the guest’s own.', MANUAL),
    paravirtual: never('The kernel writes a flag in shared memory instead.', FLAG),
  },
  flagsOnStack: {
    trapAndEmulate: never('POPF does not fault: it leaves the interrupt flag as it was.', DECEIVED),
    hardwareAssisted: never('The flag is the guest’s own.', MANUAL),
    paravirtual: never('The kernel reads and writes a flag in shared memory instead.', FLAG),
  },
  systemCall: {
    trapAndEmulate: always('It enters the monitor, which hands it to the guest’s kernel.'),
    hardwareAssisted: never('It enters the guest’s own kernel.', MANUAL),
    paravirtual: depends('INT 80h goes straight to the guest’s kernel; SYSENTER does not.', XEN),
    container: never('It enters the one kernel, which looks up what belongs to the container.', {
      staying: ['containerCallCycles'],
      sources: ['S3'],
    }),
  },
  systemCallReturn: {
    trapAndEmulate: always(PRIVILEGED, { sources: ['P22'] }),
    hardwareAssisted: never('It returns to the guest’s own program.', MANUAL),
    paravirtual: depends('The kernel calls the hypervisor if there is more to restore.'),
  },
  iret: {
    trapAndEmulate: depends('It faults if it returns to the kernel itself; else flags get lost.', {
      sources: ['P2'],
    }),
    hardwareAssisted: never('It returns within the guest.', MANUAL),
    paravirtual: depends('The kernel calls the hypervisor if there is more to restore.'),
  },
  softwareInterrupt: {
    trapAndEmulate: always('It enters the monitor, which hands it to the guest’s kernel.'),
    hardwareAssisted: never('It goes through the guest’s own table.', MANUAL),
    paravirtual: depends('The hypervisor can let it through to the guest’s kernel.'),
  },
  exception: {
    trapAndEmulate: always('It enters the monitor, which hands it to the guest’s kernel.'),
    hardwareAssisted: never(
      'It goes through the guest’s own table, unless the monitor asks.',
      MANUAL,
    ),
    paravirtual: always('The hypervisor takes it and hands it to the guest’s kernel.', {
      leaving: ['bouncedFaultCycles'],
      ...XEN,
    }),
  },
  pageFault: {
    trapAndEmulate: always('The monitor looks whose fault it is, and hands it on.', {
      sources: ['P3'],
    }),
    hardwareAssisted: never('With EPT the guest’s page faults are its own affair.', MANUAL),
    paravirtual: always('The hypervisor takes it and hands it to the guest’s kernel.', {
      leaving: ['bouncedFaultCycles'],
      ...XEN,
    }),
  },
  pageWalk: {
    trapAndEmulate: depends(
      'A miss in the monitor’s page tables, which it fills from the guest’s.',
      {
        share: 'hiddenFaultShare',
        sources: ['P3'],
      },
    ),
    hardwareAssisted: never('The processor walks both tables itself, which takes longer.', {
      staying: ['nestedWalkCycles'],
      sources: ['P20'],
    }),
    paravirtual: never('The processor walks the guest’s own tables.', XEN),
  },
  pageTableWrite: {
    trapAndEmulate: never('The monitor need not see it: it fills its tables when a walk misses.'),
    hardwareAssisted: never('With EPT the guest’s page tables are its own affair.', MANUAL),
    paravirtual: always('The tables are read-only; the kernel calls, for many at once.', {
      leaving: ['pageTableWriteCycles'],
      ...XEN,
    }),
  },
  interrupt: {
    trapAndEmulate: always('The monitor takes it and hands it to the guest’s kernel.'),
    hardwareAssisted: depends('The monitor interrupts the guest, unless it is entered anyway.', {
      leaving: ['vmExitCycles', 'exitHandlingCycles', 'injectCycles'],
      ...MANUAL,
    }),
    paravirtual: always('The hypervisor takes it and calls the guest’s kernel.', {
      leaving: ['upcallCycles'],
      ...XEN,
    }),
    container: never('The one kernel takes it, for all containers.'),
  },
};

/** What leaving costs in each world where an entry says nothing else. */
const LEAVING: Readonly<Record<DirectWorld, readonly AssumptionId[]>> = {
  trapAndEmulate: ['trapCycles'],
  hardwareAssisted: ['vmExitCycles', 'exitHandlingCycles'],
  paravirtual: ['hypercallCycles'],
  container: [],
};

/** What becomes of a class of events in a world, as assumed at first. */
export function encounter(eventClass: EventClass, world: DirectWorld): Encounter {
  return {
    sources: [],
    leaving: LEAVING[world],
    staying: [],
    share: 'sometimesShare',
    deceives: false,
    ...(TABLE[eventClass][world] ?? never(ONE_KERNEL)),
  };
}

/** Changes to which events leave: by class and world. */
export type LeavesKey = `${EventClass}.${DirectWorld}`;
export type LeavesEdits = Readonly<Partial<Record<LeavesKey, Leaves>>>;

/** Whether it can be said otherwise: a container has no guest to leave, and instructions are what runs. */
export function canEdit(eventClass: EventClass, world: DirectWorld): boolean {
  return world !== 'container' && eventClass !== 'instruction';
}

/** All that can be said otherwise. */
export const LEAVES_KEYS: readonly LeavesKey[] = EVENT_CLASSES.flatMap((eventClass) =>
  DIRECT_WORLDS.filter((world) => canEdit(eventClass, world)).map(
    (world): LeavesKey => `${eventClass}.${world}`,
  ),
);

/** What becomes of a class of events in a world, edits applied. */
export function editedEncounter(
  eventClass: EventClass,
  world: DirectWorld,
  edits: LeavesEdits,
): Encounter {
  const standard = encounter(eventClass, world);
  const leaves = edits[`${eventClass}.${world}`];
  if (leaves === undefined || leaves === standard.leaves || !canEdit(eventClass, world)) {
    return standard;
  }
  return {
    ...standard,
    leaves,
    why: 'As you assume.',
    sources: [],
    deceives: leaves === 'always' ? false : standard.deceives,
  };
}
