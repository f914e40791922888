import { dated, type System } from '../system.ts';

/** The mainframes of the beginning, and the research that the texts name. */
export const ANCESTORS: readonly System[] = [
  {
    name: 'M44/44X',
    kinds: ['full'],
    dated: dated(1965, 'S2', 'mid-1960s'),
    scope: 'pn?p',
    claims: [
      {
        by: 'S2',
        says: 'An IBM 7044 that showed itself as several experimental images of itself, to try out time sharing.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'CP-40',
    kinds: ['full'],
    dated: dated(1967, 'P7'),
    scope: 'yn?p',
    claims: [{ by: 'S2', says: 'Among the first of IBM’s virtual machine systems.' }],
    concept: 'full',
  },
  {
    name: 'CP-67',
    kinds: ['full'],
    dated: dated(1968, 'P7', 'late 1960s'),
    scope: 'yn?p',
    claims: [{ by: 'S2', says: 'Follows CP-40; the monitor runs directly on the real hardware.' }],
    concept: 'full',
  },
  {
    name: 'VM/370',
    kinds: ['full'],
    dated: dated(1972, 'P7'),
    scope: 'ynpp',
    claims: [
      {
        by: 'S2',
        says: 'The famous one: each virtual machine runs an operating system of its own.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'VM/CMS',
    aliases: ['IBM VM'],
    kinds: ['full'],
    dated: dated(1968, 'S4', 'late 1960s'),
    scope: 'ynpp',
    claims: [
      {
        by: 'S4',
        says: 'The pioneer, on the first hardware that was friendly to virtualisation; it shares what its guests have in common, which later monitors do not.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'z10 with zLinux',
    aliases: ['IBM z10', 'zLinux', 'IBM mainframe'],
    kinds: ['full', 'hardware-assisted'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S4',
        year: 2008,
        says: 'IBM moves [[3,900]] servers onto [[33]] mainframes; one is said to equal [[1,500]] x86 servers with [[85 %]] less space and power.',
      },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'Disco',
    kinds: ['full', 'paravirtualisation'],
    dated: dated(1997, 'P8', 'described 1997'),
    scope: 'pnp?',
    claims: [{ by: 'S1', says: 'A research project; the name is called cool, no more is said.' }],
    concept: 'full',
  },
  {
    name: 'Denali',
    kinds: ['paravirtualisation'],
    dated: dated(2002, 'P9', 'described 2002'),
    scope: 'nn??',
    claims: [{ by: 'S1', says: 'A research project, named in a list.' }],
    concept: 'paravirtualisation',
  },
  {
    name: 'Exokernel',
    kinds: ['library'],
    dated: dated(1995, 'P10', 'described 1995'),
    scope: 'nnnn',
    claims: [{ by: 'S1', says: 'A research project, named in a list.' }],
    concept: 'library',
  },
  {
    name: 'Nemesis',
    kinds: ['library'],
    dated: dated(1996, 'P11', 'described 1996'),
    scope: 'nnnn',
    claims: [{ by: 'S1', says: 'A research project, named in a list.' }],
    concept: 'library',
  },
  {
    name: 'Inferno',
    kinds: ['application'],
    dated: dated(1997, 'P12', 'described 1997'),
    scope: 'nypn',
    claims: [{ by: 'S1', says: 'A research project, named in a list.' }],
    concept: 'application',
  },
  {
    name: 'XenoServer',
    aliases: ['Xenoserver', 'Xenoserver Open Platform', 'Xenoboot'],
    kinds: ['paravirtualisation', 'distributed'],
    dated: null,
    scope: 'nnp?',
    claims: [
      {
        by: 'S4',
        year: 2005,
        says: 'The plan from which Xen came: virtual machines by the hundred million, spread over the servers of the Internet, and people pay for what they use.',
      },
    ],
    concept: 'distributed',
  },
];
