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
    explanation:
      'Another process gets its turn, so other page tables hold; or the same ones are loaded again, to have translations forgotten.',
  },
  clts: {
    label: 'Allow the FPU again (CLTS)',
    explanation: 'The kernel has brought the FPU’s registers up to date with the running process.',
  },
  lmsw: {
    label: 'Write the status word (LMSW)',
    explanation: 'The way of old kernels to write the lowest bits of CR0.',
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
      'What was held of the page tables is forgotten, as after a switch of address spaces; what is marked as global may stay.',
  },
};

const EXCEPTIONS: Readonly<Record<number, Explained>> = {
  0: { label: 'Division error', explanation: 'Divided by zero, or the quotient is too large.' },
  1: { label: 'Debug', explanation: 'A breakpoint of the hardware, or a single step.' },
  2: { label: 'Non-maskable interrupt', explanation: 'One that the kernel cannot switch off.' },
  3: { label: 'Breakpoint', explanation: 'A debugger has put a stop here.' },
  4: {
    label: 'Overflow',
    explanation: 'The program asked whether its sum had overflowed: it had.',
  },
  5: { label: 'Bound range exceeded', explanation: 'An index lies outside of its array.' },
  6: { label: 'Invalid opcode', explanation: 'No such instruction, or none that is allowed here.' },
  7: {
    label: 'FPU not available',
    explanation: 'A program’s first use of the FPU: only now the kernel loads its registers.',
  },
  8: { label: 'Double fault', explanation: 'A fault came up while another was being handed over.' },
  10: { label: 'Invalid task state', explanation: 'A task’s saved state makes no sense.' },
  11: { label: 'Segment not present', explanation: 'A segment is marked as not there.' },
  12: { label: 'Stack fault', explanation: 'The stack has left its segment.' },
  13: {
    label: 'General protection',
    explanation: 'Something that is not allowed here: a privileged instruction, a wrong segment.',
  },
  14: {
    label: 'Page fault',
    explanation: 'A page was not there, or not to be used in this way.',
  },
  16: { label: 'Floating-point error', explanation: 'The FPU could not finish a calculation.' },
  17: {
    label: 'Alignment check',
    explanation: 'An address is not a multiple of what it should be.',
  },
  18: { label: 'Machine check', explanation: 'The hardware says that it is broken.' },
  19: {
    label: 'SIMD floating-point error',
    explanation: 'A vector instruction could not be finished.',
  },
};

/** `Page fault (14)`, `30h`: one entry of the interrupt table, and what comes by it. */
export function vectorWords(vector: number): Explained {
  const exception = EXCEPTIONS[vector];
  if (exception !== undefined) return { ...exception, label: `${exception.label} (${vector})` };
  const label = `${vector.toString(16).toUpperCase().padStart(2, '0')}h`;
  return {
    label,
    explanation:
      vector < FIRST_DEVICE_VECTOR
        ? 'The processor keeps this entry of the interrupt table for itself.'
        : 'The kernel has given this entry of the interrupt table to a device, or to itself.',
  };
}

/** Below it are the processor's own. */
export const FIRST_DEVICE_VECTOR = 32;
