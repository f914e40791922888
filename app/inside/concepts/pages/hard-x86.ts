import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const hardX86: Concept = {
  id: 'hard-x86',

  title: 'Why x86 was hard',
  plain: [
    'The oldest way to speed: let the guest’s kernel run directly, but as an ordinary program, without its powers. Whenever it does what only a kernel may, the processor stops it, and the monitor does it in its place. That is trap and emulate.',
    'It works if every instruction that reads or changes the state of the machine is stopped. On x86 some were not: they told the guest about the real machine, or did something else without a word. The guest was deceived, and nobody was called.',
  ],
  claims: [
    { by: 'P1', says: 'States the condition: what is sensitive must be privileged.' },
    { by: 'P2', says: 'Finds [[17]] instructions of the Pentium that break it.' },
    {
      by: 'S4',
      says: 'To run such a kernel in user mode fails: “certain instructions silently change behavior in user mode. A rewrite is always necessary”.',
    },
  ],
  depth: [
    'SGDT, SIDT, SLDT and STR read the real tables; SMSW and PUSHF the real state; POPF in user mode leaves the interrupt flag as it was, without a fault; LAR, LSL, VERR and VERW look into the real descriptors; a copy of CS shows the real ring. CLI, STI, HLT, port I/O and moves to control registers do fault with IOPL zero, and so could be emulated.',
    'This machine counts SGDT and its kin exactly, in any ring; PUSHF, POPF and SMSW show only in samples.',
  ],
  experiment: 'hard-x86',
  borrowed: null,
  picture: (measured) => {
    const { user, kernel, trapped, silent } = live(measured);
    return {
      title: 'Trap and emulate: some instructions never reach the monitor',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel without its powers', kernel)),
        crossing(both('stopped, done by the monitor', trapped), {
          way: 'stopped',
          text: 'not stopped, wrong answer',
          count: silent,
        }),
        row(box('monitor', 'Monitor: called for some, not for all')),
        row(box('host', 'Processor (x86 without extensions)')),
      ],
      direct: { text: 'all else runs directly' },
      executes: answer('The processor, directly, except for what it stops.', user, kernel),
      leaves: answer('What traps. What should and does not is the trouble.', trapped, silent),
      shares: answer('The processor, and by mistake its real state.'),
    };
  },
};
