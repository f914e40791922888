import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const osLevel: Concept = {
  id: 'os-level',

  title: 'OS-level: containers',
  plain: [
    'Must each guest have a kernel? If all want the same one, they can share it. The kernel shows every group of programs a world of its own: its own processes, files, network and name, and a limit on what it may use. Nothing is emulated.',
    'So a container starts like a program and needs little more memory than one. But there is only that kernel: no other system can run on it, and a hole in it is a hole for all.',
  ],
  claims: [
    {
      by: 'S3',
      says: '“Little to no overhead”; think of [[1000]] containers on a machine that only serves web pages.',
    },
    { by: 'S2', says: 'Strong isolation is difficult.' },
    { by: 'S1', says: 'The highest density; no Windows on Linux.' },
    {
      by: 'S4',
      year: 2007,
      says: 'A paper finds isolation comparable with Xen’s, and superior efficiency.',
    },
  ],
  depth: [
    'On Linux: namespaces for processes, mounts, network, host name and users; control groups for limits and accounts; a root file system of its own. The interface to defend is the whole set of system calls, some hundreds with many modes, against a dozen or so exits of a hypervisor; filters narrow it.',
    { by: 'P5', says: 'Compares Linux-VServer with Xen; the paper S4 lists.' },
    { by: 'P13', says: 'Jails: what root may do is cut down, one call after the other.' },
  ],
  experiment: 'os-level',
  borrowed: null,
  picture: (measured) => {
    const { all, user, kernel, systemCalls, pageFaults } = live(measured);
    return {
      title: 'Containers: several worlds, one kernel',
      layers: [
        row(box('guest', 'Container'), box('guest', 'Container'), box('guest', 'Container')),
        crossing(both('system calls', systemCalls)),
        row(box('monitor', 'One kernel for all', kernel)),
        row(box('host', 'Processor')),
      ],
      executes: answer('The processor. Programs in containers are ordinary programs.', user),
      leaves: answer('System calls and page faults, as from any program.', systemCalls, pageFaults),
      shares: answer('The kernel with its drivers and caches.', kernel, all),
    };
  },
};
