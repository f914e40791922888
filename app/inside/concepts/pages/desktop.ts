import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, down, row } from '../diagram/picture.ts';

export const desktop: Concept = {
  id: 'desktop',

  title: 'Desktops from afar',
  plain: [
    'A desktop needs no box under the desk. It may run in a virtual machine somewhere in a data centre; what travels is its picture one way, keys and mouse the other. Whoever sits down anywhere finds it as it was left.',
    'This is not another kind of machine, but a use of those on the other pages. What is new is the distance: all that is seen has crossed a network.',
  ],
  claims: [
    { by: 'S2', says: 'New desktops at once, and nearly no downtime when hardware fails.' },
    {
      by: 'S1',
      says: 'Must ask for no sacrifice: games and many other programs want [[100 %]] of the performance.',
    },
  ],
  depth: [
    'The protocol decides: it sends drawing commands, changed rectangles or video, and hides the round trip by drawing the pointer and echoing keys on the near side. The console beside this page is the simplest case of all: bytes of a serial port, with the screen drawn where you sit.',
  ],
  experiment: 'paravirtualisation',
  borrowed:
    'What is seen of this machine leaves it through the serial port. How often must a device be touched for each byte, and how often if the guest knows?',
  picture: (measured) => {
    const { all, consoleIn, consoleOut } = live(measured);
    return {
      title: 'Desktops: the machine there, screen and keys here',
      layers: [
        row(box('guest', 'Desktop in its machine', all)),
        row(box('monitor', 'Monitor in the data centre')),
        crossing(down('what is seen', consoleOut), both('what is typed', consoleIn)),
        row(box('host', 'Screen and keyboard, anywhere')),
      ],
      executes: answer('Processors far away, by any of the other ways.', all),
      leaves: answer(
        'What is seen and typed; in this machine, that of its console.',
        consoleOut,
        consoleIn,
      ),
      shares: answer('The computers in the data centre, with other people’s desktops.'),
    };
  },
};
