import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, crossing, down, row } from '../diagram/picture.ts';

export const translation: Concept = {
  id: 'translation',

  title: 'Translation',
  plain: [
    'To look up every instruction each time is wasteful, since programs spend their time in loops. A translator takes a block of the guest’s code, writes the same in instructions of the host, keeps it, and jumps there the next time. The translation is paid for once, and each later round is cheap.',
    'It pays only if the code comes again. Where programs start and end quickly, finding the translations may cost more than they save; where code changes, they are thrown away. Then plain emulation may win.',
  ],
  claims: [
    {
      by: 'S4',
      says: 'An improvement on emulators: blocks are recompiled when they first run and reused from then on, as Virtual PC for Mac does.',
    },
    { by: 'S0', says: 'QEMU is everywhere, and can outlive its host hardware.' },
  ],
  depth: [
    'Here the unit is a group of guest pages, and the output a WebAssembly module, which the browser compiles once more for the real processor. Translations are kept by the physical address of their page; a write to such a page drops them. A change of address space keeps them, but drops the tables by which code finds them: one for each page, made anew when the page is used next. A loop of fork and exec does that all the time, for code that runs briefly.',
    {
      by: 'P6',
      says: 'QEMU: one portable translator for several guests’ processors on several hosts, for whole machines or for single Linux programs.',
    },
  ],
  experiment: 'translation',
  borrowed: null,
  picture: (measured) => {
    const { all, modules, moduleBytes, addressSpaces } = live(measured);
    return {
      title: 'Translation: hot code is rewritten once and reused',
      layers: [
        row(box('guest', 'Code of the guest', all)),
        crossing(down('cold: looked up one by one'), down('hot: translated', modules)),
        row(box('monitor', 'Interpreter'), box('monitor', 'Kept translations', moduleBytes)),
        crossing(down('runs as it is'), down('compiled again by the browser')),
        row(box('host', 'Your processor')),
      ],
      executes: answer(
        'Your processor runs translations of them; the rest is looked up.',
        all,
        modules,
      ),
      leaves: answer(
        'Code goes to the browser as modules. After a change of address space they have to be found anew.',
        moduleBytes,
        addressSpaces,
      ),
      shares: answer('Nothing. Translations belong to one guest and are made anew for the next.'),
    };
  },
};
