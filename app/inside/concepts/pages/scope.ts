import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, crossing, down, row } from '../diagram/picture.ts';

export const scope: Concept = {
  id: 'scope',

  title: 'What virtualisation covers',
  plain: [
    'A computer is a set of promises: this instruction adds, that address is the disk. Software relies on the promises, not on the metal behind them. Virtualisation keeps the promises with something else: a program, another processor, a slice of a larger machine.',
    'Four questions tell such systems apart. Is the whole machine there, so that no software notices? Can it be of another architecture? Does its network belong to it, with the packets in flight? Can its time be stretched, halted or reversed?',
  ],
  claims: [
    {
      by: 'S0',
      says: 'Asks these four questions; control of time is possible, but not widely supported.',
    },
    {
      by: 'S1',
      says: 'Quotes David Wheeler: “Any problem in computer science can be solved with another layer of indirection. But that usually will create another problem”.',
    },
  ],
  depth: [
    'Popek and Goldberg asked three things of a monitor: programs behave as they would on the bare machine, the monitor alone hands out resources, and most instructions run without it. An emulator gives up the third and is free of the host’s architecture in return; a container gives up the first for the kernel’s interface.',
    {
      by: 'S2',
      says: 'Sorts monitors by where they run: type 1 on the hardware, type 2 on a host system.',
    },
    {
      by: 'S0',
      says: 'Four problems to solve: efficiency; isolation from the hardware of the moment; isolation from the hardware of later years; control.',
    },
  ],
  experiment: 'control',
  borrowed:
    'Of the four questions, time can be asked right here: the guest’s clock is halted and goes on without its noticing.',
  picture: (measured) => {
    const { all, devices, networkOut, ticks } = live(measured);
    return {
      title: 'A whole PC, made by a program',
      layers: [
        row(box('guest', 'The guest: Linux and its programs', all)),
        row(
          box('guest', 'Its devices', devices),
          box('guest', 'Its network', networkOut),
          box('guest', 'Its clock', ticks),
        ),
        crossing(down('promises, kept by')),
        row(box('monitor', 'An emulator in this page')),
        row(box('host', 'Your computer, of whatever architecture')),
      ],
      executes: answer('The emulator. Whatever your computer is, the guest finds an x86 PC.', all),
      leaves: answer(
        'Nothing unseen: a program plays each device and the clock.',
        devices,
        networkOut,
      ),
      shares: answer('Your computer lends time and memory, but none of its own devices.', ticks),
    };
  },
};
