import { dated, type System } from '../system.ts';

/** Those that bring a processor of their own, and those that bring an interface of their own. */
export const EMULATORS: readonly System[] = [
  {
    name: 'Bochs',
    kinds: ['emulation'],
    dated: null,
    scope: 'yy??',
    claims: [
      {
        by: 'S4',
        says: 'Calls a subroutine for each instruction of the guest; so it runs on any host, and is very slow.',
      },
    ],
    concept: 'emulation',
  },
  {
    name: 'Basilisk II',
    kinds: ['emulation'],
    dated: null,
    scope: 'py??',
    claims: [{ by: 'S2', says: 'The example of emulation: a Macintosh (m68k) on x86.' }],
    concept: 'emulation',
  },
  {
    name: 'QEMU',
    kinds: ['emulation', 'translation'],
    dated: dated(2005, 'P6', 'described 2005'),
    scope: 'yypp',
    claims: [
      {
        by: 'S0',
        says: 'Full simulation that is everywhere, like oil: in Xen, VirtualBox and KVM; it answers the question of software that outlives its hardware.',
      },
      { by: 'S2', says: 'The program around KVM, which does no emulation itself.' },
      {
        by: 'S4',
        year: 2007,
        says: 'Holds the code for live migration, in a file of less than [[800]] lines.',
      },
    ],
    concept: 'translation',
  },
  {
    name: 'Hercules',
    kinds: ['emulation'],
    dated: null,
    scope: 'yyp?',
    claims: [
      { by: 'S0', says: 'Not about x86; runs on many hosts, but offers one target architecture.' },
    ],
    concept: 'emulation',
  },
  {
    name: 'PearPC',
    kinds: ['emulation', 'translation'],
    dated: null,
    scope: 'yp??',
    claims: [{ by: 'S0', says: 'Not about x86 as a guest; its target is tied to its host.' }],
    concept: 'translation',
  },
  {
    name: 'SimH',
    kinds: ['emulation'],
    dated: null,
    scope: 'yyp?',
    claims: [{ by: 'S0', says: 'One of the many solutions that are not about x86.' }],
    concept: 'emulation',
  },
  {
    name: 'MAME',
    kinds: ['emulation'],
    dated: null,
    scope: 'yy?p',
    claims: [{ by: 'S0', says: 'One of the many solutions that are not about x86.' }],
    concept: 'emulation',
  },
  {
    name: 'Virtual PC for Mac',
    aliases: ["Microsoft's Virtual PC for Mac OS X", 'Virtual PC for Mac OS X'],
    kinds: ['translation'],
    dated: null,
    scope: 'yy?p',
    claims: [
      {
        by: 'S4',
        says: 'Translates a block of instructions the first time it runs, and uses the translation from then on.',
      },
    ],
    concept: 'translation',
  },
  {
    name: 'ScratchBox',
    kinds: ['library', 'translation'],
    dated: null,
    scope: 'npnn',
    claims: [{ by: 'S0', says: 'A project inside which QEMU is found.' }],
    concept: 'translation',
  },
  {
    name: 'Wine',
    kinds: ['library'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S2',
        says: 'A library: part of the Win32 interface built anew, so that Windows programs run.',
      },
    ],
    concept: 'library',
  },
  {
    name: 'Java virtual machine',
    aliases: ['JVM', 'Java'],
    kinds: ['application'],
    dated: dated(1995, 'P17', 'described 1995'),
    scope: 'nynn',
    claims: [
      {
        by: 'S2',
        says: 'One interface for programs on every platform; slower than native code, and not able to run an operating system.',
      },
      { by: 'S1', says: 'Listed under other kinds of virtualisation.' },
    ],
    concept: 'application',
  },
  {
    name: '.NET',
    kinds: ['application'],
    dated: dated(2001, 'P18', 'standard of 2001'),
    scope: 'nynn',
    claims: [{ by: 'S1', says: 'Listed under other kinds of virtualisation, beside Java.' }],
    concept: 'application',
  },
];
