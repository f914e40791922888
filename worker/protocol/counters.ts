/** What stands behind a number: counted, estimated from samples, computed from assumptions, or said by a source. */
export type NumberKind = 'measured' | 'sampled' | 'modelled' | 'cited';

/** What a guest does that a virtual machine monitor would have to know of, each counted where v86 executes it. */
export const CPU_EVENTS = [
  'hlt',
  'cpuid',
  'rdtsc',
  'rdmsr',
  'wrmsr',
  /** MOV from CR0, CR2, CR3 or CR4. */
  'readControl',
  /** MOV to CR0, CR2 or CR4. */
  'writeControl',
  /** MOV to CR3: another address space, or a flush of the translations. */
  'writeCr3',
  /** CLTS: the FPU may be used again. */
  'clts',
  /** LMSW: the lowest four bits of CR0, as the 80286 had them. */
  'lmsw',
  /** MOV from or to a debug register. */
  'debugRegister',
  'invlpg',
  /** LGDT, LIDT, LLDT, LTR. */
  'loadSystemTable',
  /** SGDT, SIDT, SLDT, STR. */
  'readSystemTable',
  'cli',
  'sti',
  'iret',
  'sysenter',
  'sysexit',
  /** INT n, INT3 and INTO. */
  'softwareInterrupt',
  /** Of them INT 80h, by which Linux programs that do not know SYSENTER call the kernel. */
  'int80',
  /** Faults and traps of the processor, page faults among them. */
  'exception',
  'pageFault',
  /** The processor takes an interrupt of a device. */
  'interrupt',
  /** The guest's page tables are walked, because a translation is not held. */
  'pageWalk',
  /** All translations, or all but global ones, are dropped. */
  'tlbFlush',
] as const;
export type CpuEvent = (typeof CPU_EVENTS)[number];

/** Accesses of one width. */
export interface AccessCount {
  readonly bits8: number;
  readonly bits16: number;
  readonly bits32: number;
}

/** Accesses to one I/O port; each transfer of a string instruction is one. */
export interface PortCount {
  readonly port: number;
  /** Who answers there, as `serial port`; an unknown one is named by its number. */
  readonly device: string;
  readonly reads: AccessCount;
  readonly writes: AccessCount;
}

/** Accesses to one 4 KiB page of device memory. */
export interface MmioCount {
  /** Of its first byte. */
  readonly address: number;
  readonly device: string;
  /** v86 reads 16 bits as two times 8, 64 as two times 32, 128 as four times 32; each write is one. */
  readonly reads: number;
  readonly writes: number;
}

/** How often a device has raised its interrupt line: edges, however often it says so. */
export interface IrqCount {
  readonly line: number;
  readonly device: string;
  readonly raised: number;
}

/** Exceptions and device interrupts that the processor took in protected mode, by vector; INT instructions are not among them. */
export interface VectorCount {
  /** 0 to 255; those below 32 are the processor's own. */
  readonly vector: number;
  readonly count: number;
}

/** Counted exactly, over a stretch of a machine's life. */
export interface MeasuredCounts {
  readonly kind: 'measured';
  readonly instructions: number;
  /** Of `instructions`, those in ring 3; the others ran in rings 0 to 2. */
  readonly userInstructions: number;
  /** How often the emulator was entered: most often for 100,003 instructions, for none where the processor stays halted. */
  readonly slices: number;
  /** Guest time in which the processor was halted, in nanoseconds. */
  readonly idleNs: number;
  readonly events: Readonly<Record<CpuEvent, number>>;
  readonly vectors: readonly VectorCount[];
  readonly ports: readonly PortCount[];
  readonly mmio: readonly MmioCount[];
  readonly irqs: readonly IrqCount[];
  /** Ticks of the timer chip (PIT). */
  readonly timerTicks: number;
  /** Modules that the just-in-time compiler wrote, and their bytes. */
  readonly jitModules: number;
  readonly jitBytes: number;
  readonly consoleBytes: Traffic;
  readonly diskBytes: Traffic;
  readonly networkBytes: Traffic;
}

/** Bytes from the guest's point of view: what it received or read, and what it sent or wrote. */
export interface Traffic {
  readonly in: number;
  readonly out: number;
}

/** The classes of instructions that the mix tells apart. */
export const INSTRUCTION_CLASSES = [
  'move',
  'stack',
  'arithmetic',
  'logic',
  'compare',
  'jump',
  'call',
  'string',
  'float',
  'vector',
  'io',
  'privileged',
  'sensitive',
  'systemCall',
  'other',
  'notDecoded',
] as const;
export type InstructionClass = (typeof INSTRUCTION_CLASSES)[number];

/** A part of all instructions, 0 to 1, estimated. */
export interface SampledShare {
  readonly share: number;
  /** Half the width of the interval that holds the truth in 19 of 20 cases. */
  readonly error: number;
}

/** Estimated from windows of instructions that were decoded one by one. */
export interface SampledCounts {
  readonly kind: 'sampled';
  /** Windows, of some hundred consecutive instructions each. */
  readonly windows: number;
  /** Instructions in them. */
  readonly samples: number;
  readonly classes: Readonly<Record<InstructionClass, SampledShare>>;
  /** Instructions that no counter of v86's sees, by mnemonic: `pushf`, `popf`, `smsw`, `lar`, ... */
  readonly uncounted: Readonly<Record<string, SampledShare>>;
}

/** Why an event has no number. */
export interface NotCountable {
  readonly event: string;
  readonly reason: string;
}

/** What one command or key stroke cost, cut at the ends of slices. */
export interface Cost {
  /** Of all numbers here. */
  readonly kind: 'measured';
  /** The lines that were entered, as far as they are known, joined by `\n`; or the keys, those without a character as `⌫` or `^C`. */
  readonly label: string;
  /** Host time from its beginning to its end, in milliseconds. */
  readonly wallTimeMs: number;
  readonly guestTimeNs: number;
  readonly measured: MeasuredCounts;
  /** Instructions by which `measured` may be off, at most: too high, or too low where the line was typed ahead. */
  readonly errorInstructions: number;
}

/** How far a machine has come since it was switched on, exactly; read between two slices. */
export interface Progress {
  /** Instructions the guest has executed, exact to 2^53. */
  readonly instructions: number;
  /** The guest's own clock, in nanoseconds since power-on. */
  readonly guestTimeNs: number;
  /** Host time in which the machine was not paused, in milliseconds since power-on. */
  readonly wallTimeMs: number;
}

/** What a machine has done; read between two slices. */
export interface Counters extends Progress {
  /** Of the instructions and the two times; what else is counted says its own. */
  readonly kind: 'measured';
  /** Grows where the counts no longer continue the earlier ones: at power-on, in a resume, and with `resetCounters`. */
  readonly epoch: number;
  /** Since power-on, or since `resetCounters`. */
  readonly measured: MeasuredCounts;
  /** Null while nobody asks for samples, and until two windows were taken since. */
  readonly sampled: SampledCounts | null;
  readonly notCountable: readonly NotCountable[];
  /**
   * The last command on the console, from its first Enter to the next prompt that takes another; one that was typed ahead
   * begins where the shell takes it. One that ran while the machine was frozen has no cost. Null before the first one that
   * ends, and after a resume.
   */
  readonly lastCommand: Cost | null;
  /** The last key stroke that was not Enter, from its delivery until the guest was idle again. */
  readonly lastKey: Cost | null;
}
