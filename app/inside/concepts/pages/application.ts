import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, down, row } from '../diagram/picture.ts';

export const application: Concept = {
  id: 'application',

  title: 'Managed runtime',
  plain: [
    'Here the machine that is imitated never existed: it was invented to be easy to imitate. A compiler writes programs for it; on every real computer a runtime plays it, checks what the programs do and tidies up their memory.',
    'So a program runs everywhere. But it is programs that run, not systems: the invented machine has no devices, no interrupts and no kernel mode. The browser around this page is such a runtime, and the emulator is one of its programs.',
  ],
  claims: [
    {
      by: 'S2',
      says: 'Portable; slower than native code; not able to run a whole operating system.',
    },
    { by: 'S1', says: 'Lists Java and .NET under “Other Virtualisation”.' },
  ],
  depth: [
    'Virtual instruction sets are made to be checked and compiled: typed, with structured jumps, without addresses of code. WebAssembly is the one in use here. It cannot run an operating system by itself either: the emulator brings the processor, its modes and its devices as data, and only the translated blocks are WebAssembly.',
    {
      by: 'P17',
      says: 'Java’s bytecodes, typed so that a program can be verified before it runs.',
    },
    { by: 'P12', says: 'Inferno: a whole system, built upon a virtual machine.' },
  ],
  experiment: 'application',
  borrowed: null,
  picture: (measured) => {
    const { all, modules, moduleBytes } = live(measured);
    return {
      title: 'A managed runtime, and this machine as its program',
      layers: [
        row(box('guest', 'This machine, Linux and all', all)),
        crossing(down('hot code becomes', modules)),
        row(box('guest', 'Program for the invented machine', moduleBytes)),
        crossing(both('functions that the runtime lends')),
        row(box('monitor', 'Runtime: the browser')),
        row(box('host', 'Operating system')),
        row(box('host', 'Your processor')),
      ],
      executes: answer(
        'The runtime, which compiles them for your processor.',
        modules,
        moduleBytes,
      ),
      leaves: answer('Only calls of functions that the runtime lends to the program.'),
      shares: answer('The runtime and the system under it, with every other page.', all),
    };
  },
};
