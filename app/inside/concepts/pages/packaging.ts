import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const packaging: Concept = {
  id: 'packaging',

  title: 'Application packaging',
  plain: [
    'To install a program is to scatter it: files here, settings there, a library that another program wants in another version. Packaging catches all of it and makes one parcel. When the program looks for its files, it is shown those of the parcel first.',
    'Two versions then run side by side, and the parcel goes where its user goes. Kernel and devices are the host’s: this is no machine, and is not meant to be one.',
  ],
  claims: [
    {
      by: 'S1',
      says: 'Several versions of one application on the same hardware; it is installed on the user, not on the computer.',
    },
    { by: 'S1', says: '“Not really the same category as above”.' },
  ],
  depth: [
    'A filter in the host’s file and settings interface redirects names into a private layer, writes go to a third one. Layered file systems and mount namespaces brought the same to containers, where the parcel is called an image.',
  ],
  experiment: 'os-level',
  borrowed:
    'Each container there gets a parcel of its own: a layer of files, laid over the guest’s, in which it looks first.',
  picture: (measured) => {
    const { user, systemCalls, diskIn } = live(measured);
    return {
      title: 'Packaging: a program with a view of its own on files',
      layers: [
        row(box('guest', 'Program', user)),
        crossing(both('opens files', systemCalls)),
        row(box('monitor', 'The parcel first, then the host’s files')),
        row(box('host', 'Kernel and disk of the host', diskIn)),
        row(box('host', 'Processor')),
      ],
      direct: { text: 'runs directly', count: user },
      executes: answer('The processor, as they are.', user),
      leaves: answer('Names of files and settings, which are looked up elsewhere.', systemCalls),
      shares: answer('Everything but the parcel.', diskIn),
    };
  },
};
