import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const library: Concept = {
  id: 'library',

  title: 'Library',
  plain: [
    'A program does not talk to hardware, it calls functions of its system. Whoever offers the same functions can run the program without the system it was made for. That is what a compatibility library does: programs for Windows find the functions of Windows, built from those of Linux.',
    'There is no guest kernel and no virtual disk, and instructions run as they are. But the interface is huge and has corners that nobody wrote down, and such a library is never quite finished.',
  ],
  claims: [
    { by: 'S2', says: 'Wine: a subset of Win32, to run Windows applications.' },
    { by: 'S1', says: 'Knows of numerous emulators of interfaces, and names none.' },
    { by: 'S4', says: 'Linux programs run in branded zones of Solaris on x86.' },
  ],
  depth: [
    'The seam can lie at the library (Wine), at the system call (branded zones, QEMU’s user mode with another architecture), or everything above the hardware can become a library of the program itself, a library operating system.',
    {
      by: 'P10',
      says: 'Exokernel: the kernel only divides the hardware safely; all else is library code.',
    },
    {
      by: 'P11',
      says: 'Nemesis: as much as possible runs in the application, so that its time can be accounted.',
    },
  ],
  experiment: 'application',
  borrowed:
    'No such library is in this Linux. Lua shows the seam: whatever its programs want of the computer, they ask by system calls, and these are counted.',
  picture: (measured) => {
    const { user, kernel, systemCalls } = live(measured);
    return {
      title: 'Library: another system’s functions, built anew',
      layers: [
        row(box('guest', 'Program made for another system', user)),
        crossing(both('calls of functions')),
        row(box('monitor', 'Library with the same functions')),
        crossing(both('system calls', systemCalls)),
        row(box('host', 'Kernel of the host', kernel)),
        row(box('host', 'Processor')),
      ],
      direct: { text: 'runs directly', count: user },
      executes: answer('The processor, as they are: it must be the right one.', user),
      leaves: answer('Calls of functions, which end as system calls of the host.', systemCalls),
      shares: answer('The host’s kernel, files and screen: the program is one of its own.', kernel),
    };
  },
};
