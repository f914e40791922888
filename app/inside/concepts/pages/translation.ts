import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, crossing, down, row } from '../diagram/picture.ts';

export const translation: Concept = {
  id: 'translation',

  title: 'Translation',
  plain: [
    'To look up every instruction each time is wasteful, since programs spend their time in loops. A translator takes a block of the guest’s code, writes the same in instructions of the host, keeps it, and jumps there the next time. The translation is paid for once, and each later round is cheap.',
    'It pays only if the code comes again. Where programs start and end quickly, or code changes under the translator’s feet, the work is thrown away, and plain emulation may win.',
  ],
  claims: [
    {
      by: 'S4',
      says: 'An improvement on emulators: blocks are recompiled when they first run and reused from then on, as Virtual PC for Mac does.',
    },
    { by: 'S0', says: 'QEMU is everywhere, and can outlive its host hardware.' },
  ],
  depth: [
    'Here the unit is a group of guest pages, and the output a WebAssembly module, which the browser compiles once more for the real processor. A page that holds translated code is marked; a write to it drops the module. A change of address space invalidates what translations assume of memory, so a loop of fork and exec keeps the translator busy with work it will not use.',
    {
      by: 'P6',
      says: 'QEMU: one portable translator for several guests’ processors on several hosts, for whole machines or for single Linux programs.',
    },
  ],
  experiment: 'translation',
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
        'Code goes to the browser as modules. New address spaces make work for the translator.',
        moduleBytes,
        addressSpaces,
      ),
      shares: answer('Nothing. Translations belong to one guest and are made anew for the next.'),
    };
  },
};
