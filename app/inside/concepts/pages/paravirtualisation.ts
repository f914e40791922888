import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const paravirtualisation: Concept = {
  id: 'paravirtualisation',

  title: 'Paravirtualisation',
  plain: [
    'If the guest may be changed, everything gets easier. Its kernel is told that it is a guest: in place of dangerous instructions it calls the monitor, asks for many things at once, and leaves notes in shared memory instead of touching devices.',
    'This needs no help from the processor. But somebody has to change the kernel, and what cannot be changed stays outside. What spread everywhere are paravirtual drivers: an unchanged kernel with a few drivers that know.',
  ],
  claims: [
    {
      by: 'S4',
      says: 'Xen’s page: “well under [[5%]]” of overhead, against “[[35%]] or higher” elsewhere; the text doubts the comparison.',
    },
    { by: 'S1', says: 'A changed guest may behave differently and has to be certified anew.' },
    { by: 'S2', says: 'Light and fast, no special processor; the guest must be ported.' },
  ],
  depth: [
    'Xen ran the guest’s kernel in ring 1 (ring 3 on 64 bits). The interrupt flag becomes a byte in a shared page, so CLI and STI are writes; page tables are updated in batches and checked by the hypervisor; devices become a ring of requests with an event at its end.',
    {
      by: 'P16',
      says: 'virtio: one layout of rings for disks, networks and consoles, whatever the monitor.',
    },
    { by: 'P4', says: 'Linux, ported to Xen, close to native on the benchmarks shown.' },
  ],
  experiment: 'paravirtualisation',
  borrowed: null,
  picture: (measured) => {
    const { all, user, kernel, devices, virtio, addressSpaces, interruptFlag } = live(measured);
    return {
      title: 'Paravirtualisation: the guest’s kernel knows, and asks',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel that knows', kernel)),
        crossing(both('calls', addressSpaces), both('shared rings', virtio)),
        row(box('monitor', 'Hypervisor'), box('monitor', 'Drivers’ other half')),
        row(box('host', 'Processor of the same architecture')),
      ],
      direct: { text: 'runs directly', count: all },
      executes: answer('The processor; the dangerous instructions are not there any more.', all),
      leaves: answer(
        'Calls, and requests in shared memory in place of these:',
        devices,
        virtio,
        addressSpaces,
      ),
      shares: answer('Pages that both sides write: rings, and the interrupt flag.', interruptFlag),
    };
  },
};
