import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, both, box, crossing, row } from '../diagram/picture.ts';

export const control: Concept = {
  id: 'control',

  title: 'Control',
  plain: [
    'Why bear the costs? Because a machine that a program makes can be handled like a document: stopped, copied, sent, thrown away. Its memory, its disks and its cables are settings, and its time is one as well.',
    'The buttons around the console do so with the machine beside you: pause it, freeze it into a snapshot, resume another from there. What was saved needs no particular hardware any more, and may outlive what it was made on.',
  ],
  claims: [
    {
      by: 'S0',
      says: 'A good system lets everything be controlled, and “a brilliant v12n system exposes that control to users”.',
    },
    { by: 'S0', says: 'Software works for [[15 years]], hardware for about [[3]].' },
    {
      by: 'S1',
      says: 'Limits, shares, guarantees and accounts: what is virtual can be managed, and must be.',
    },
  ],
  depth: [
    'Control needs a complete list of inputs. Clock readings, keys, packets and random numbers are what enters this machine; all else follows from its snapshot. Then freezing, resuming and going back in time are one mechanism. What does not belong to the virtual world, such as a network of the host, escapes it.',
    {
      by: 'S0',
      says: 'Names the objects: use of resources, speed of time, installed peripherals, the virtual network.',
    },
  ],
  experiment: 'control',
  borrowed: null,
  picture: (measured) => {
    const { all, interrupts, ticks, idle, devices } = live(measured);
    return {
      title: 'Control: every switch is in the program that makes the machine',
      layers: [
        row(box('guest', 'The whole machine', all)),
        crossing(both('all that enters and leaves', interrupts)),
        row(
          box('monitor', 'Its devices', devices),
          box('monitor', 'Its clock', ticks),
          box('monitor', 'Its rest', idle),
        ),
        crossing(both('pause, freeze, resume, count')),
        row(box('host', 'This page, and you')),
      ],
      executes: answer('The emulator, for as long as you let it.', all),
      leaves: answer(
        'Nothing that the program does not pass on; nothing enters otherwise.',
        interrupts,
        devices,
      ),
      shares: answer('Your computer’s time, of which an idle machine takes little.', idle, ticks),
    };
  },
};
