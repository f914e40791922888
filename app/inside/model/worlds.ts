/** The ways of running a guest that are compared, from all in software to nothing but a shared kernel. */
export const WORLDS = [
  'emulation',
  'trapAndEmulate',
  'hardwareAssisted',
  'paravirtual',
  'container',
] as const;
export type World = (typeof WORLDS)[number];

/** Those in which the guest's instructions run on the processor itself. */
export const DIRECT_WORLDS = [
  'trapAndEmulate',
  'hardwareAssisted',
  'paravirtual',
  'container',
] as const satisfies readonly World[];
export type DirectWorld = (typeof DIRECT_WORLDS)[number];

export interface WorldWords {
  readonly name: string;
  /** One line: who executes the guest, and what that needs. */
  readonly how: string;
}

export const WORLD_WORDS: Readonly<Record<World, WorldWords>> = {
  emulation: {
    name: 'Emulation, as run here',
    how: 'Every instruction is carried out by software. There is nothing to leave.',
  },
  trapAndEmulate: {
    name: 'Trap and emulate',
    how: 'On a processor without extensions: the guest’s kernel runs without privileges, and what is privileged faults into the monitor.',
  },
  hardwareAssisted: {
    name: 'Hardware-assisted',
    how: 'VT-x with EPT: the processor runs the guest’s kernel in a mode of its own, and leaves it for what the monitor asked for.',
  },
  paravirtual: {
    name: 'Paravirtual guest',
    how: 'The guest’s kernel was changed to call its hypervisor, as Xen’s guests of 2003; no extensions.',
  },
  container: {
    name: 'Container',
    how: 'No kernel of its own: its programs call the one kernel that all containers share.',
  },
};

/** What a guest does that some world has to deal with; each is priced as one class. */
export const EVENT_CLASSES = [
  'instruction',
  'portIo8',
  'portIo16',
  'portIo32',
  'mmio',
  'interruptController',
  'hlt',
  'rdtsc',
  'cpuid',
  'msr',
  'readControl',
  'writeControl',
  'writeCr3',
  'taskSwitchedFlag',
  'debugRegister',
  'invlpg',
  'tlbFlush',
  'loadSystemTable',
  'readSystemTable',
  'statusWord',
  'interruptFlag',
  'flagsOnStack',
  'systemCall',
  'systemCallReturn',
  'iret',
  'softwareInterrupt',
  'exception',
  'pageFault',
  'pageWalk',
  'pageTableWrite',
  'interrupt',
] as const;
export type EventClass = (typeof EVENT_CLASSES)[number];

export const CLASS_WORDS: Readonly<Record<EventClass, string>> = {
  instruction: 'Instructions',
  portIo8: 'Port I/O, 8 bits',
  portIo16: 'Port I/O, 16 bits',
  portIo32: 'Port I/O, 32 bits',
  mmio: 'Device memory (MMIO)',
  interruptController: 'Interrupt controller, not counted',
  hlt: 'HLT',
  rdtsc: 'RDTSC',
  cpuid: 'CPUID',
  msr: 'RDMSR, WRMSR',
  readControl: 'Control registers read',
  writeControl: 'CR0, CR4 written',
  writeCr3: 'CR3 written',
  taskSwitchedFlag: 'CLTS, LMSW',
  debugRegister: 'Debug registers',
  invlpg: 'INVLPG',
  tlbFlush: 'Translations dropped',
  loadSystemTable: 'LGDT, LIDT, LLDT, LTR',
  readSystemTable: 'SGDT, SIDT, SLDT, STR',
  statusWord: 'SMSW',
  interruptFlag: 'CLI, STI',
  flagsOnStack: 'PUSHF, POPF',
  systemCall: 'System calls',
  systemCallReturn: 'SYSEXIT',
  iret: 'IRET',
  softwareInterrupt: 'Other INT instructions',
  exception: 'Exceptions but page faults',
  pageFault: 'Page faults',
  pageWalk: 'Page walks that find a page',
  pageTableWrite: 'Page tables written, not counted',
  interrupt: 'Interrupts taken',
};

/** Whether an event makes the processor leave the guest for its monitor, hypervisor or host. */
export const LEAVES = ['always', 'depends', 'never'] as const;
export type Leaves = (typeof LEAVES)[number];

export const LEAVES_WORDS: Readonly<Record<Leaves, string>> = {
  always: 'Leaves the guest',
  depends: 'It depends',
  never: 'Stays in the guest',
};
