import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const hardwareAssisted: Concept = {
  id: 'hardware-assisted',

  title: 'Hardware-assisted',
  plain: [
    'Then the makers of processors closed the gap. The processor got a second mode, made for guests: in it the guest’s kernel has all its powers, but whatever the monitor wants to know of makes the processor leave the guest by itself. Nothing has to be rewritten.',
    'To leave and to return costs as much as many instructions, so the art is to leave rarely. Later processors translated the guest’s memory on their own, and could lend it devices.',
  ],
  claims: [
    { by: 'S2', says: 'Intel VT and AMD-V, since [[2005]], make full virtualisation easier.' },
    { by: 'S3', says: 'Within [[5–10 %]] of raw hardware, depending on the guest.' },
    {
      by: 'S1',
      says: 'No unsafe instructions any more, but a monitor is still needed, and caches still hold things twice.',
    },
  ],
  depth: [
    'VMX root and non-root mode beside the rings; a control structure says what exits. HLT, port I/O and device memory exit as a rule, MSRs by bitmap, CPUID always. With nested page tables (EPT, NPT) page faults, INVLPG and moves to CR3 stay inside, at the price of a longer walk on each miss. The number here is modelled from what this machine has done; it leaves out interrupts of the host.',
    { by: 'P3', says: 'The first generation exited too often to beat translation in software.' },
  ],
  experiment: 'hardware-assisted',
  borrowed: null,
  picture: (measured) => {
    const { all, user, kernel, devices, exits } = live(measured);
    return {
      title: 'Hardware-assisted: the processor itself leaves the guest when it must',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel with all its powers', kernel)),
        crossing(both('leaves and returns', exits)),
        row(box('monitor', 'Monitor: plays the devices', devices)),
        row(box('host', 'Processor with a mode for guests')),
      ],
      direct: { text: 'runs directly', count: all },
      executes: answer('The processor: programs and kernel, unchanged.', all),
      leaves: answer('Device accesses, halts, CPUID and model-specific registers.', exits),
      shares: answer('The processor by turns; its page-table walker serves guest and monitor.'),
    };
  },
};
