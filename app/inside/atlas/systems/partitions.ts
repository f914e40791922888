import { dated, type System } from '../system.ts';

/** Servers divided by their hardware or firmware, and blades. */
export const PARTITIONS: readonly System[] = [
  {
    name: 'IBM partitions',
    aliases: ['IBM machines'],
    kinds: ['partitioning'],
    dated: null,
    scope: 'ynnn',
    claims: [
      {
        by: 'S1',
        says: 'Division by chipset: strong isolation and native speed; expensive and static.',
      },
    ],
    concept: 'partitioning',
  },
  {
    name: 'Sun partitions',
    kinds: ['partitioning'],
    dated: null,
    scope: 'ynnn',
    claims: [{ by: 'S1', says: 'Among the examples of hardware partitioning.' }],
    concept: 'partitioning',
  },
  {
    name: 'HP partitions',
    kinds: ['partitioning'],
    dated: null,
    scope: 'ynnn',
    claims: [{ by: 'S1', says: 'Among the examples of hardware partitioning.' }],
    concept: 'partitioning',
  },
  {
    name: 'Unisys partitions',
    kinds: ['partitioning'],
    dated: null,
    scope: 'ynnn',
    claims: [{ by: 'S1', says: 'Among the examples of hardware partitioning.' }],
    concept: 'partitioning',
  },
  {
    name: 'Sun E15K domains',
    aliases: ['E15K', 'Sun Fire 15K'],
    kinds: ['partitioning'],
    dated: null,
    scope: 'ynnn',
    claims: [
      {
        by: 'S4',
        says: 'The super-heavy class: “blades on steroids” with common memory and devices, without the usual losses, for those who can pay.',
      },
    ],
    concept: 'weight-classes',
  },
  {
    name: 'LPAR',
    aliases: ['LPARs', 'Power5', 'AIX on Power5', 'IBM P5', 'logical partitions'],
    kinds: ['partitioning', 'hardware-assisted'],
    dated: null,
    scope: 'ynpn',
    claims: [
      {
        by: 'S4',
        says: 'IBM’s heavy-weight partitions; on Power5 with AIX the “most battle-tested”, yet slow where memory is the bottleneck.',
      },
    ],
    concept: 'weight-classes',
  },
  {
    name: 'PowerVM',
    aliases: ['IBM PowerVM', 'P-series'],
    kinds: ['partitioning', 'paravirtualisation', 'kernel-core'],
    dated: null,
    scope: 'ynpp',
    claims: [
      { by: 'S3', says: 'To a degree on the path of Xen, and close to the hardware as KVM is.' },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'AIX partitions',
    kinds: ['paravirtualisation', 'partitioning'],
    dated: null,
    scope: 'pn??',
    claims: [{ by: 'S4', says: 'A distant second to Xen in the medium class.' }],
    concept: 'weight-classes',
  },
  {
    name: 'LDoms',
    aliases: ['Logical Domains', 'LDOM', 'LDOMs', 'T1000', 'T2000'],
    kinds: ['partitioning', 'hardware-assisted'],
    dated: null,
    scope: 'ynpn',
    claims: [
      {
        by: 'S2',
        says: 'A hypervisor of type 1 in the firmware of SPARC servers, which gives cores to guests.',
      },
      { by: 'S4', says: 'Up to [[32]] operating systems on a server.' },
    ],
    concept: 'partitioning',
  },
  {
    name: 'UltraSPARC T1/T2',
    aliases: ['UltraSparc T1', 'UltraSPARC T1', 'Chip Multithreading', 'CMT'],
    kinds: ['hardware-assisted'],
    dated: null,
    scope: 'nnnn',
    claims: [
      { by: 'S2', says: 'The processors under LDoms; a T1 has [[8]] cores of [[4]] threads each.' },
      { by: 'S4', says: 'Built with virtualisation in mind.' },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'IBM BladeCenter H',
    aliases: ['BladeCenter H'],
    kinds: ['blades'],
    dated: dated(2006, 'S4', 'February 2006'),
    scope: 'ynnn',
    claims: [{ by: 'S4', says: 'Virtualises input and output for the blades of a chassis.' }],
    concept: 'weight-classes',
  },
  {
    name: 'HP BladeSystem c-Class',
    aliases: ['BladeSystem c-Class'],
    kinds: ['blades'],
    dated: null,
    scope: 'ynnn',
    claims: [
      {
        by: 'S4',
        says: 'Easier to manage than servers in a rack, with up to [[30 %]] less power.',
      },
    ],
    concept: 'weight-classes',
  },
  {
    name: 'Sun Blade 8000',
    kinds: ['blades'],
    dated: null,
    scope: 'ynnn',
    claims: [{ by: 'S4', says: 'Larger blades, because more cores want more memory and devices.' }],
    concept: 'weight-classes',
  },
];
