import { dated, type System } from '../system.ts';

/** Guests that know that they are guests: Xen, its descendants, and Linux as a program. */
export const PARAVIRTUAL: readonly System[] = [
  {
    name: 'Xen',
    aliases: ['Xen 1.0', 'Xen 2.0', 'Xen hypervisor'],
    kinds: ['paravirtualisation', 'hardware-assisted'],
    dated: dated(2003, 'P4', 'described 2003'),
    scope: 'pnnp',
    claims: [
      {
        by: 'S4',
        says: 'Xen’s own page: “well under [[5%]]” of overhead in most cases, against “[[35%]] or higher” elsewhere. The text doubts that newer processors were used.',
      },
      { by: 'S1', says: 'Replaces the unsafe instructions in the source of the guest kernel.' },
      {
        by: 'S0',
        says: 'Moves a running machine to another host, but only to one with the same instruction set.',
      },
      { by: 'S2', says: 'Easy to back up: copy the machine, boot it on another server.' },
      { by: 'S3', says: 'Between paravirtualisation and kernel-core.' },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'Xen HVM',
    aliases: ['Xen + Intel VT', 'HVM mode', 'Xen 3.0'],
    kinds: ['hardware-assisted'],
    dated: null,
    scope: 'ynnp',
    claims: [
      { by: 'S0', says: 'Xen’s future, and it would not work without QEMU.' },
      { by: 'S2', says: 'Unmodified guests, Windows among them, by Intel VT or AMD-V.' },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'Xenoppix',
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'pnnp',
    claims: [
      { by: 'S0', says: 'A CD to boot for those who want to see a computer inside a computer.' },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'NetBSD/Xen',
    aliases: ['NetBSD/xen'],
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'pnnp',
    claims: [
      {
        by: 'S4',
        says: 'The first system ported to Xen.',
      },
      {
        by: 'S4',
        year: 2005,
        says: 'Its foundation’s own servers run on it, isolated from each other.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'XenEnterprise',
    aliases: ['XenSource'],
    kinds: ['paravirtualisation', 'hardware-assisted'],
    dated: null,
    scope: 'ynnp',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Its maker finds the word paravirtualisation awful, and puts paravirtual drivers into Windows; [[95 %]] of systems are legacy.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'Oracle VM',
    kinds: ['paravirtualisation', 'hardware-assisted'],
    dated: dated(2007, 'S4'),
    scope: 'ynnp',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Built from Xen; goes onto bare hardware with the database ready to run.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'xVM Server',
    kinds: ['paravirtualisation', 'hardware-assisted'],
    dated: null,
    scope: 'ynnp',
    claims: [{ by: 'S2', says: 'Xen on OpenSolaris 2009.06.' }],
    concept: 'paravirtualisation',
  },
  {
    name: 'Solaris 10 for x86 with Xen',
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'pnnp',
    claims: [{ by: 'S4', says: 'In beta; a version for production is to come early in [[2007]].' }],
    concept: 'paravirtualisation',
  },
  {
    name: 'Red Hat Enterprise Linux with Xen',
    aliases: ['RHEL 5'],
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'pnnp',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Wants to undercut VMware by selling system and virtualisation as one product.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'SUSE Linux Enterprise with Xen',
    aliases: ['Suse 10', 'SLES'],
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'pnnp',
    claims: [
      {
        by: 'S4',
        year: 2006,
        says: 'Brings Xen before its competitor does; IBM supports it on blades.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'User-Mode Linux',
    aliases: ['UML'],
    kinds: ['paravirtualisation', 'kernel-core'],
    dated: dated(2000, 'P14', 'described 2000'),
    scope: 'nnp?',
    claims: [
      { by: 'S1', says: 'Paravirtualisation by replacing what is unsafe in the guest kernel.' },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'coLinux',
    aliases: ['Cooperative Linux'],
    kinds: ['paravirtualisation'],
    dated: dated(2004, 'P15', 'described 2004'),
    scope: 'nn?n',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: '“Probably the fastest way to run Linux under Windows”; the screen comes over the network.',
      },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'Virtual Iron',
    kinds: ['distributed', 'hardware-assisted'],
    dated: null,
    scope: 'yn??',
    claims: [
      { by: 'S1', says: 'At first offered one image over many computers.' },
      {
        by: 'S4',
        year: 2008,
        says: 'Its head of marketing: average servers are used to [[4–7 %]].',
      },
    ],
    concept: 'distributed',
  },
];
