import type { CpuEvent } from '#protocol/counters';

/** What a row is called, and what it means in a line for somebody who knows nothing of it. */
export interface Explained {
  readonly label: string;
  readonly explanation: string;
}

export const CPU_EVENT_WORDS: Readonly<Record<CpuEvent, Explained>> = {
  hlt: {
    label: 'Halt (HLT)',
    explanation: 'The kernel has nothing to do and lets the processor sleep until an interrupt.',
  },
  cpuid: {
    label: 'Identify (CPUID)',
    explanation: 'A program asks which processor this is and what it can do.',
  },
  rdtsc: {
    label: 'Read the cycle counter (RDTSC)',
    explanation: 'The cheapest clock there is: it counts since the processor was switched on.',
  },
  rdmsr: {
    label: 'Read a model-specific register (RDMSR)',
    explanation: 'The kernel reads one of the processor’s many settings.',
  },
  wrmsr: {
    label: 'Write a model-specific register (WRMSR)',
    explanation: 'The kernel changes one of the processor’s many settings.',
  },
  readControl: {
    label: 'Read a control register',
    explanation:
      'The kernel asks how the processor is set up, or which address a page fault was at.',
  },
  writeControl: {
    label: 'Write CR0 or CR4',
    explanation: 'The kernel switches a feature of the processor, such as paging or the FPU.',
  },
  writeCr3: {
    label: 'Switch the address space (CR3)',
    explanation: 'Another process gets its turn, so other page tables hold from here on.',
  },
  debugRegister: {
    label: 'Debug register',
    explanation: 'Breakpoints of the hardware are read or set.',
  },
  invlpg: {
    label: 'Forget one translation (INVLPG)',
    explanation: 'The kernel changed where one page lies, and says so.',
  },
  loadSystemTable: {
    label: 'Load a system table (LGDT, LIDT, LLDT, LTR)',
    explanation: 'The kernel says where its tables of segments, interrupts or tasks lie.',
  },
  readSystemTable: {
    label: 'Read a system table (SGDT, SIDT, SLDT, STR)',
    explanation: 'Where those tables lie; any program may ask, and nothing stops it.',
  },
  cli: {
    label: 'Interrupts off (CLI)',
    explanation: 'The kernel does not want to be disturbed for a few instructions.',
  },
  sti: {
    label: 'Interrupts on (STI)',
    explanation: 'The kernel may be disturbed again.',
  },
  iret: {
    label: 'Return from an interrupt (IRET)',
    explanation: 'The kernel goes back to what an interrupt or a fault had broken off.',
  },
  sysenter: {
    label: 'System call (SYSENTER)',
    explanation: 'A program asks the kernel for something, the fast way.',
  },
  sysexit: {
    label: 'Return from a system call (SYSEXIT)',
    explanation: 'The kernel goes back to the program that asked.',
  },
  softwareInterrupt: {
    label: 'Software interrupt (INT)',
    explanation:
      'The guest goes through the interrupt table by itself, to call the kernel or, while it boots, the BIOS.',
  },
  int80: {
    label: 'System call (INT 80h)',
    explanation:
      'A program that does not use SYSENTER asks the kernel; counted among the software interrupts.',
  },
  exception: {
    label: 'Exception',
    explanation: 'An instruction could not be finished: a page was missing, or it was not allowed.',
  },
  interrupt: {
    label: 'Interrupt taken',
    explanation: 'The processor leaves what it does because a device wants something.',
  },
  pageFault: {
    label: 'Page fault',
    explanation:
      'A page was not there, or not writable yet: the kernel fetches, copies or refuses it.',
  },
  pageWalk: {
    label: 'Page table walk',
    explanation:
      'A translation of an address is not held, and is looked up in the guest’s page tables.',
  },
  tlbFlush: {
    label: 'Translations dropped',
    explanation:
      'All that was held of the page tables is forgotten, as after a switch of address spaces.',
  },
};

const EXCEPTIONS: Readonly<Record<number, string>> = {
  0: 'Division error',
  1: 'Debug',
  2: 'Non-maskable interrupt',
  3: 'Breakpoint',
  4: 'Overflow',
  5: 'Bound range exceeded',
  6: 'Invalid opcode',
  7: 'FPU not available',
  8: 'Double fault',
  10: 'Invalid task state',
  11: 'Segment not present',
  12: 'Stack fault',
  13: 'General protection',
  14: 'Page fault',
  16: 'Floating-point error',
  17: 'Alignment check',
  18: 'Machine check',
  19: 'SIMD floating-point error',
};

/** `Page fault (14)`, `80h`: one entry of the interrupt table. */
export function vectorLabel(vector: number): string {
  const name = EXCEPTIONS[vector];
  const number = `${vector.toString(16).toUpperCase().padStart(2, '0')}h`;
  if (name !== undefined) return `${name} (${vector})`;
  return vector === 0x80 ? `${number}, Linux’s system calls` : number;
}
