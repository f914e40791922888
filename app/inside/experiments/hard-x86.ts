import type { Cost, MeasuredCounts } from '#protocol/counters';
import {
  type Experiment,
  ExperimentFailed,
  type Finding,
  measured,
  requireCounted,
} from './experiment.ts';
import { RING3_PROGRAM } from './ring3-program.ts';
import { counted, verdict } from './verdict.ts';

const FILE = '/tmp/ring3';
const CLEAR = `rm -f ${FILE}`;

/** The interrupt flag. */
const IF = 0x200;

const GENERAL_PROTECTION = 13;

/** The shell's code for a command that the kernel has ended by SIGSEGV, as it does after a general protection fault. */
const SEGMENTATION_FAULT = 139;

/** So many bytes in one command. */
const BYTES_TYPED = 70;

const WRITING = typing(
  Uint8Array.from(RING3_PROGRAM.match(/../g) ?? [], (two) => Number.parseInt(two, 16)),
);

export const hardX86: Experiment = {
  id: 'hard-x86',
  title: 'What a program may ask, and nobody notices',
  about:
    'A program of a few instructions, typed byte by byte, asks the processor for the state of the machine in ring 3, where a monitor without help of the processor’s would let the guest’s kernel run. Then it tries CLI, for comparison.',
  commands: [...WRITING, `chmod +x ${FILE}`, FILE, `${FILE} cli`, CLEAR],
  cited: {
    by: 'S4',
    says: 'To run such a kernel in user mode fails: “certain instructions silently change behavior in user mode. A rewrite is always necessary”.',
  },
  async run(bench) {
    bench.runAtEnd(CLEAR);
    for (const command of WRITING) await bench.run(command);
    await bench.run(`chmod +x ${FILE}`);
    const asking = await bench.run(FILE);
    const cli = await bench.run(`${FILE} cli`, { exitCodes: [SEGMENTATION_FAULT] });
    return hardX86Finding(asking.output, asking.cost, cli.cost);
  },
};

/** What the program has written, what that cost, and what CLI did. */
export function hardX86Finding(output: string, asking: Cost, cli: Cost): Finding {
  const flags = answer(output, 'pushf');
  const flagsAfter = answer(output, 'popf');
  const tables = asking.measured.events.readSystemTable;
  requireCounted(tables, 'reads of system tables');
  const faults = faultsIn(asking.measured);
  const cliFaults = faultsIn(cli.measured);
  requireCounted(cliFaults, 'general protection faults');
  const kept = (flags & IF) !== 0 && (flagsAfter & IF) !== 0;
  const holds = faults === 0 && kept;
  return {
    parameters: { bytes: RING3_PROGRAM.length / 2 },
    rows: [
      measured('SGDT: where the kernel’s table lies', hex(answer(output, 'sgdt'))),
      measured('SMSW: the machine’s status word', hex(answer(output, 'smsw'))),
      measured(`PUSHF: the flags, interrupts ${(flags & IF) === 0 ? 'off' : 'on'}`, hex(flags)),
      measured('POPF with interrupts off, then PUSHF', hex(flagsAfter)),
      measured('reads of system tables, counted', tables),
      measured('faults by which a monitor would have known', faults),
      measured('faults of CLI, for comparison', cliFaults),
    ],
    holds,
    verdict: holds
      ? verdict`In ring 3 four instructions told of the machine, or left the interrupt flag as it was, with ${counted('no')} fault at all, where CLI made ${counted(cliFaults === 1 ? 'one' : String(cliFaults))}: a monitor that waits for traps learns of CLI and of nothing else.`
      : verdict`The four instructions made ${counted(String(faults))} faults and the interrupt flag was ${kept ? 'kept' : 'not kept'}, so here the claim is not seen.`,
  };
}

function answer(output: string, name: string): number {
  const digits = new RegExp(`^${name} +([0-9a-f]{8})$`, 'm').exec(output)?.[1];
  if (digits !== undefined) return Number.parseInt(digits, 16);
  throw new ExperimentFailed(
    `The program did not say what ${name.toUpperCase()} told it, so there is no result.`,
    output.trim(),
  );
}

const faultsIn = ({ vectors }: MeasuredCounts) =>
  vectors.find(({ vector }) => vector === GENERAL_PROTECTION)?.count ?? 0;

const hex = (value: number) => `${value.toString(16).toUpperCase().padStart(8, '0')}h`;

/** Commands that write a file byte by byte. */
function typing(bytes: Uint8Array): readonly string[] {
  const escapes = [...bytes].map((byte) => `\\${byte.toString(8)}`);
  const commands: string[] = [];
  for (let at = 0; at < escapes.length; at += BYTES_TYPED) {
    const text = escapes.slice(at, at + BYTES_TYPED).join('');
    commands.push(`printf '${text}' ${at === 0 ? '>' : '>>'} ${FILE}`);
  }
  return commands;
}
