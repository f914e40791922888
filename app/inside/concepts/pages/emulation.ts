import type { Concept } from '../concept.ts';
import { live } from '../diagram/live.ts';
import { answer, box, crossing, down, row } from '../diagram/picture.ts';

export const emulation: Concept = {
  id: 'emulation',

  title: 'Emulation',
  plain: [
    'An emulator is a program that does what another machine’s processor would do. It reads an instruction of the guest, looks up what it means, changes the guest’s registers and memory, and goes on to the next. Disk, clock and serial port are parts of the same program.',
    'So the guest may be made for any processor, even for one that is not built yet, and needs no change. The price is speed: one instruction of the guest costs several of the host. The Linux beside this page runs that way.',
  ],
  claims: [
    { by: 'S4', says: 'A subroutine is called for each instruction, which is very slow.' },
    { by: 'S2', says: 'Simulates hardware that is not there; low performance, low density.' },
    { by: 'S0', says: 'Slow execution “need not be a practical consideration in 2007”.' },
  ],
  depth: [
    'v86 interprets cold code and translates hot code. Its flags are lazy: the last operands and the last result are kept, and a flag is worked out when something reads it. Guest memory is one stretch of WebAssembly memory behind a translation buffer in software; a miss walks the guest’s page tables. Device memory and ports leave that path and end in functions, which is where they can be counted.',
    'Interrupts are delivered between slices of instructions, when the guest halts, and where it lets them in: after STI, POPF and what it writes to the interrupt controller. All these moments follow from time and input alone: with both under control, two runs are equal bit for bit.',
  ],
  experiment: 'emulation',
  borrowed: null,
  picture: (measured) => {
    const { all, user, kernel, devices, interrupts } = live(measured);
    return {
      title: 'Emulation: all of the guest is executed by a program',
      layers: [
        row(box('guest', 'Programs', user), box('guest', 'Kernel', kernel)),
        crossing(down('every instruction', all)),
        row(
          box('monitor', 'Processor in software'),
          box('monitor', 'Devices in software', devices),
        ),
        crossing(down('the emulator is an ordinary program')),
        row(box('host', 'Your processor: never meets an instruction of the guest')),
      ],
      executes: answer(
        'The emulator: it looks each one up, or runs a translation that it has made.',
        all,
      ),
      leaves: answer('Nothing leaves the emulator: it plays the devices too.', devices, interrupts),
      shares: answer(
        'Nothing. Each guest has a kernel, a processor and devices of its own.',
        kernel,
      ),
    };
  },
};
