import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, down, row } from '../diagram/picture.ts';

export const full: Concept = {
  id: 'full',

  title: 'Full virtualisation',
  plain: [
    'How can a system for x86 run unchanged, if trapping is not enough? The guest’s programs run directly on the processor: little in them is dangerous, though some may ask too much. Its kernel is read by the monitor before it runs, and rewritten: harmless instructions stay as they are, dangerous ones become calls of the monitor.',
    'So most work runs at full speed, and the guest knows nothing. But it must be of the host’s architecture, and each device it uses is still played by a program.',
  ],
  claims: [
    { by: 'S3', says: 'Costs [[15–25 %]] of the processor.' },
    {
      by: 'S4',
      says: 'VMware reaches more than [[80 %]] of the hardware’s speed, and claims an overhead of [[3–6 %]] where programs compute.',
    },
    { by: 'S1', says: 'Input and output suffer, and caches hold everything twice.' },
  ],
  depth: [
    'The guest’s kernel still reads its own code and finds it unchanged: the translation lies elsewhere, in memory that segment limits hide. Page tables are shadowed: the monitor keeps the real ones and traces writes to the guest’s.',
    {
      by: 'P3',
      says: 'With first-generation hardware support, the software monitor often was the faster one: translated code avoids exits.',
    },
  ],
  experiment: 'full',
  borrowed: null,
  picture: (measured) => {
    const { user, kernel, devices, addressSpaces } = live(measured);
    return {
      title: 'Full virtualisation: programs run directly, the kernel rewritten',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel', kernel)),
        crossing(down('the kernel, rewritten'), both('devices', devices)),
        row(box('monitor', 'Monitor: translator and devices')),
        row(box('host', 'System of the host')),
        row(box('host', 'Processor of the same architecture')),
      ],
      direct: { text: 'programs run directly', count: user },
      executes: answer(
        'The processor: programs as they are, the kernel in translation.',
        user,
        kernel,
      ),
      leaves: answer('Accesses to devices, and changes of page tables.', devices, addressSpaces),
      shares: answer('The processor and the host’s drivers. Each guest has its own kernel.'),
    };
  },
};
