import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, row } from '../diagram/picture.ts';

export const weightClasses: Concept = {
  id: 'weight-classes',

  title: 'Weight classes',
  plain: [
    'One text sorts systems by what each guest brings along. Super-heavy: hardware domains, each a computer of its own. Heavy: a complete copy of a system on virtual hardware. Medium: a kernel that was adapted. Light: only programs, on a shared kernel. Blades, computers on cards, compete with all four.',
    'The heavier the guest, the better it is isolated, and the more is done twice: each kernel loads its own pages, and all wait for the same memory.',
  ],
  claims: [
    {
      by: 'S4',
      says: 'Of two busy heavy guests each keeps about [[2/3]] of the memory bandwidth.',
    },
    {
      by: 'S4',
      says: 'Light guests are the most efficient; heavy ones are almost completely isolated.',
    },
    { by: 'S4', says: 'IDC: [[500,000]] blades were sold in [[2005]].' },
  ],
  depth: [
    {
      by: 'S4',
      says: 'VM/CMS factored out what its guests have in common, such as memory management; later monitors, paravirtual ones too, carry it once per guest.',
    },
    'Monitors since then share after the fact: pages with equal content are found and merged, at the cost of looking for them. It saves memory, not the work of two kernels. Snapshots here do so on disk: equal chunks of memory are stored once across machines.',
  ],
  experiment: 'os-level',
  borrowed:
    'Heavy against light: machines with kernels of their own, and containers that share one.',
  picture: (measured) => {
    const { all, user, kernel } = live(measured);
    return {
      title: 'Weight classes: what there is once, and what once for each guest',
      layers: [
        row(box('guest', 'Programs: one set for each guest, in every class', user)),
        row(box('guest', 'Kernel: one for each guest; in the light class one for all', kernel)),
        row(box('monitor', 'Monitor: heavy and medium class only')),
        row(box('host', 'Hardware: shared; in the super-heavy class divided', all)),
      ],
      executes: answer('In every class the processor itself, except where it has to trap.', all),
      leaves: answer('From heavy to light: nothing, device accesses, hypercalls, system calls.'),
      shares: answer(
        'The light class shares what these instructions are, the kernel’s work.',
        kernel,
      ),
    };
  },
};
