import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const kernelCore: Concept = {
  id: 'kernel-core',

  title: 'In the kernel’s core',
  plain: [
    'A monitor needs what every kernel has: a scheduler, memory management, drivers. Why write them twice? Here the host’s kernel becomes the monitor. With the processor’s help a guest is just one more process, which can be listed, limited and killed like any other.',
    'The kernel answers what concerns the processor. What concerns devices it hands to an ordinary program, which plays them: with KVM that program is mostly QEMU.',
  ],
  claims: [
    {
      by: 'S2',
      says: 'KVM is part of Linux since [[February 2007]]; it does not emulate anything itself.',
    },
    {
      by: 'S3',
      says: '“Close to raw performance”, touted for software that is sensitive to timing.',
    },
    { by: 'S0', says: 'Linux is only beginning to give guests a time of their own.' },
  ],
  depth: [
    'A thread per virtual processor sits in an ioctl, KVM_RUN; it returns to the program only for exits that the kernel cannot settle. Interrupt controllers and timers moved into the kernel early, since they exit most often; eventfds and vhost took the busiest device queues out of the program as well.',
    {
      by: 'S4',
      year: 2007,
      says: 'Live migration arrived in QEMU, in a file of less than [[800]] lines.',
    },
  ],
  experiment: 'hardware-assisted',
  borrowed:
    'No KVM runs inside this machine. But its exits can be told apart: those for devices would go on to a program, the others the host’s kernel would settle itself.',
  picture: (measured) => {
    const { all, user, kernel, exits, exitsInKernel, devices } = live(measured);
    return {
      title: 'In the kernel’s core: the host’s kernel is the monitor',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel', kernel)),
        crossing(both('leaves and returns', exits)),
        row(box('monitor', 'Kernel of the host', exitsInKernel)),
        crossing(both('for devices', devices)),
        row(box('monitor', 'A program that plays devices')),
        row(box('host', 'Processor with a mode for guests')),
      ],
      direct: { text: 'runs directly', count: all },
      executes: answer('The processor: programs and kernel, unchanged.', all),
      leaves: answer(
        'First to the kernel; what concerns devices, on to a program.',
        exitsInKernel,
        devices,
      ),
      shares: answer('Scheduler, memory and drivers of the host’s kernel, with all its processes.'),
    };
  },
};
