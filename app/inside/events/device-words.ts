/** What a guest wants of a device, in a line. */
interface Wanted {
  readonly read: string;
  readonly write: string;
}

const ANY: Wanted = {
  read: 'The guest asks the device for a value.',
  write: 'The guest tells the device a value.',
};

const DISK: Wanted = {
  read: 'Bytes of the disk, or whether it is ready for more.',
  write: 'Which sectors are wanted, or bytes for them.',
};

const RING: Wanted = {
  read: 'What the device can do, or why it has raised its line.',
  write: 'Where the rings in shared memory lie, or that there is something new in them.',
};

/** By the device's name in the counts. */
const WANTED: Readonly<Record<string, Wanted>> = {
  'serial port': {
    read: 'A byte that was typed, or whether there is room for the next one to be written.',
    write: 'A byte for the console, or which interrupts are wanted.',
  },
  'interrupt controller (PIC)': {
    read: 'Which interrupts wait, and which lines are masked.',
    write: 'An interrupt is dealt with, or a line is masked.',
  },
  'timer chip (PIT)': {
    read: 'How far the timer has counted down: a clock.',
    write: 'When the next tick is to come.',
  },
  'clock chip (CMOS)': {
    read: 'Date, time and settings, kept by a battery.',
    write: 'Which of them is meant.',
  },
  'keyboard controller': {
    read: 'A key, or whether one waits.',
    write: 'Commands for keyboard and mouse.',
  },
  'DMA controller': {
    read: 'How far a transfer past the processor has come.',
    write: 'Where a transfer past the processor goes.',
  },
  'PCI bus': {
    read: 'What card is in a slot, and where it can be reached.',
    write: 'Which card is meant, or where it is to be reached.',
  },
  'disk (IDE)': DISK,
  'disks (IDE)': DISK,
  'CD drive (IDE)': { ...DISK, write: 'Commands: what is to be read of the CD.' },
  VGA: {
    read: 'How the screen is set up.',
    write: 'The screen’s mode, its colours, its cursor.',
  },
  'virtio-console': RING,
  'virtio-net (network card)': RING,
  'virtio-9p (shared folder)': RING,
  'virtio-balloon (memory)': RING,
  'network card (NE2000)': {
    read: 'A packet that came, or whether one did.',
    write: 'A packet to be sent, or where it lies.',
  },
  'diagnostic port (POST)': {
    read: 'Nothing: it takes as long as an old device needs.',
    write: 'Nothing: it takes as long as an old device needs.',
  },
  'firmware interface': {
    read: 'What the emulator hands to the BIOS: the kernel, and its command line.',
    write: 'Which of the things is wanted that the emulator has for the BIOS.',
  },
};

/** What the guest wants when it reads or writes one of a device's ports; of a device that is not known, that it does. */
export function portWords(device: string, direction: 'read' | 'write'): string {
  return (WANTED[device] ?? ANY)[direction];
}
