import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const distributed: Concept = {
  id: 'distributed',

  title: 'Distributed',
  plain: [
    'All else makes many machines of one. The reverse exists too: many computers that look like one, larger than any of them. Memory and processors of the others are reached over a network, and something has to hide how far away they are.',
    'The distance cannot be hidden completely: programs that were not written for it become slow. It is easier to spread whole machines over many computers, and to move them while they run.',
  ],
  claims: [
    {
      by: 'S1',
      says: 'Most applications would have to be changed, and some could not; the network is expensive.',
    },
    { by: 'S1', says: 'Doubts that it is needed, now that one box has many cores.' },
    {
      by: 'S4',
      year: 2005,
      says: 'XenoServer’s plan: virtual machines on servers all over the Internet, paid by use.',
    },
  ],
  depth: [
    'A single image over separate memories is distributed shared memory under a kernel: pages move on faults, and a contended line costs a round trip on the network in place of one on the bus. To move a running machine, its pages are copied while it runs, then again those it has changed, until the rest is small enough to stop for.',
  ],
  experiment: 'control',
  borrowed:
    'There is one computer here, so nothing can be spread. But what the moving of a machine rests upon can be seen: it stands still, and does not know.',
  picture: (measured) => {
    const { all, networkIn, networkOut, pageFaults } = live(measured);
    return {
      title: 'Distributed: one system over several computers',
      layers: [
        row(box('guest', 'One system that seems large', all)),
        row(box('monitor', 'A layer that hides the distance', pageFaults)),
        crossing(both('network', networkOut)),
        row(box('host', 'Computer'), box('host', 'Computer'), box('host', 'Computer')),
      ],
      executes: answer('Processors of several computers, each a part.', all),
      leaves: answer('Pages and messages, over the network.', networkOut, networkIn),
      shares: answer('Memory, in appearance; each fault may be a journey.', pageFaults),
    };
  },
};
