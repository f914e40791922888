import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, row } from '../diagram/picture.ts';

export const worries: Concept = {
  id: 'worries',

  title: 'What people worry about',
  plain: [
    'Each layer solves a problem and brings one. If the computer under ten machines fails, ten machines fail. A machine that is a file can be stolen as a file. The monitor is software, with holes like any other. Clocks of guests go wrong when the host is busy. And what is easily made is easily forgotten: machines breed.',
    'Machines inside machines multiply the costs. This Linux runs in an emulator, in a browser, on a system that may itself be a guest.',
  ],
  claims: [
    { by: 'S4', year: 2007, says: 'Theo de Raadt: it does not improve security, on the contrary.' },
    {
      by: 'S0',
      says: 'Many observe that stacking costs [[O(n²)]] or worse; software and hardware have lessened it.',
    },
    {
      by: 'S3',
      says: 'Machines can “spread like bunnies”, and performance goes out of the window.',
    },
  ],
  depth: [
    { by: 'S4', says: 'Images of whole systems are easy to carry off and to run elsewhere.' },
    {
      by: 'S4',
      year: 2008,
      says: 'What speaks for it all the same: servers are used to [[4–7 %]] on average.',
    },
    'Stacked traps multiply: an exit of the inner guest is emulated by a monitor whose own instructions exit, so that one becomes many. Emulators stack more gently, by a factor each, since they ask nothing privileged of what is below; that is why one can run in a tab.',
  ],
  experiment: 'application',
  borrowed:
    'A machine on a machine: Lua’s runs on this one, the emulator plays this one, the browser runs the emulator. What does one more layer multiply?',
  picture: (measured) => {
    const { user, kernel, moduleBytes, modules } = live(measured);
    return {
      title: 'The layers under a program of this machine',
      layers: [
        row(box('guest', 'Programs', user)),
        row(box('guest', 'Linux', kernel)),
        row(box('monitor', 'Emulator', modules)),
        row(box('monitor', 'Browser: compiles what the emulator has translated', moduleBytes)),
        row(box('host', 'System of your computer')),
        row(box('host', 'Your computer, perhaps itself virtual')),
      ],
      executes: answer('Each layer, for the one above it.', user, kernel),
      leaves: answer('Every layer passes on what it cannot settle itself.', modules, moduleBytes),
      shares: answer('All that lies below: if one layer fails, all above it do.'),
    };
  },
};
