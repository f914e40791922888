import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, crossing, down, row } from '../diagram/picture.ts';

export const partitioning: Concept = {
  id: 'partitioning',

  title: 'Hardware partitioning',
  plain: [
    'The most solid way to make several machines of one is to divide the hardware. Firmware or chips give each part its processors, memory and slots; each part starts a system of its own, which runs natively and cannot see the others.',
    'It is fast, and well isolated, since little is shared but power and case. But it is expensive and rigid: what one part does not use, another cannot easily have.',
  ],
  claims: [
    {
      by: 'S1',
      says: 'Very strong isolation at native speed; expensive, rather static, in effect often a rack of blades.',
    },
    {
      by: 'S4',
      says: 'Sun’s large domains are “blades on steroids”; with LDoms a server holds up to [[32]] systems.',
    },
  ],
  depth: [
    'The word covers two things: electrical domains that a system controller sets up, and logical partitions (LPAR, LDoms), where a thin hypervisor in firmware owns page tables and interrupt routing, and processors are assigned whole, by thread or by share. With memory spread over boards, access to another board’s is slower.',
    {
      by: 'S2',
      says: 'LDoms count as a type 1 hypervisor; by then only SunOS was supported as a guest.',
    },
  ],
  experiment: 'os-level',
  borrowed:
    'No firmware can divide your computer from here. Two machines are started side by side instead, each with memory of its own that the other cannot use; native speed is not seen.',
  picture: (measured) => {
    const { all, idle } = live(measured);
    return {
      title: 'Hardware partitioning: machines side by side',
      layers: [
        row(box('guest', 'One system', all), box('guest', 'Another system')),
        crossing(down('runs natively'), down('runs natively')),
        row(
          box('host', 'Its processors and memory', idle),
          box('host', 'Its processors and memory'),
        ),
        row(box('monitor', 'Firmware that has divided them')),
      ],
      executes: answer('The processors of its part, and no others.', all),
      leaves: answer('Nothing, while it runs; the division was made before.'),
      shares: answer('Power and case. Time without work stays in its part, unused.', idle),
    };
  },
};
