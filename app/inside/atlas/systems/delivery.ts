import type { System } from '../system.ts';

/** What is delivered, spread, connected and managed: programs, desktops, grids, storage, networks. */
export const DELIVERY: readonly System[] = [
  {
    name: 'Softricity',
    kinds: ['packaging'],
    dated: null,
    scope: 'nnnn',
    claims: [
      { by: 'S1', says: 'Owned by Microsoft: gives one application an environment of its own.' },
    ],
    concept: 'packaging',
  },
  {
    name: 'Oracle Raw Iron',
    aliases: ['Raw Iron'],
    kinds: ['packaging'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Was to take away the layer of Windows between the database and its hardware; Oracle VM is likened to it.',
      },
    ],
    concept: 'packaging',
  },
  {
    name: 'Citrix',
    aliases: ['Citrix application virtualisation'],
    kinds: ['packaging'],
    dated: null,
    scope: 'nnnn',
    claims: [{ by: 'S1', says: 'Applications are installed on the user, not on the computer.' }],
    concept: 'packaging',
  },
  {
    name: 'Altiris',
    kinds: ['packaging'],
    dated: null,
    scope: 'nnnn',
    claims: [{ by: 'S1', says: 'Several versions of one application on the same hardware.' }],
    concept: 'packaging',
  },
  {
    name: 'Citrix XenDesktop',
    aliases: ['XenDesktop'],
    kinds: ['desktop'],
    dated: null,
    scope: 'pnpp',
    claims: [{ by: 'S2', says: 'Delivers whole desktops, apart from the device that shows them.' }],
    concept: 'desktop',
  },
  {
    name: 'Sun VDI',
    aliases: ['Sun xVM VDI', 'xVM VDI'],
    kinds: ['desktop'],
    dated: null,
    scope: 'pnpp',
    claims: [{ by: 'S2', says: 'Desktops from a server, part of the xVM family.' }],
    concept: 'desktop',
  },
  {
    name: 'VMware View',
    aliases: ['VMWare View'],
    kinds: ['desktop'],
    dated: null,
    scope: 'pnpp',
    claims: [{ by: 'S2', says: 'Delivers desktops from the data centre.' }],
    concept: 'desktop',
  },
  {
    name: '3tera',
    kinds: ['distributed'],
    dated: null,
    scope: 'pnp?',
    claims: [
      {
        by: 'S1',
        says: 'Joins one image over many computers with clustering, to be easier to manage.',
      },
    ],
    concept: 'distributed',
  },
  {
    name: 'Grid computing',
    aliases: ['grid', 'the Grid'],
    kinds: ['distributed'],
    dated: null,
    scope: 'nnpn',
    claims: [
      {
        by: 'S1',
        says: 'One environment larger than any server; most applications have to be written for it.',
      },
      { by: 'S4', year: 2007, says: 'Needs both isolation and efficiency.' },
    ],
    concept: 'distributed',
  },
  {
    name: 'Storage virtualisation',
    aliases: ['storage virt', 'Storage and Network Virtualisation'],
    kinds: ['storage-network'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S3',
        says: 'A complex topic of its own; with machines and networks on top, wizardry.',
      },
      { by: 'S1', says: 'Listed under other kinds of virtualisation.' },
    ],
    concept: 'scope',
  },
  {
    name: 'Network virtualisation',
    aliases: ['networking virt', 'Network Virtualisation', 'virt networking'],
    kinds: ['storage-network'],
    dated: null,
    scope: 'nnyn',
    claims: [
      { by: 'S1', says: 'Listed under other kinds of virtualisation.' },
      { by: 'S3', says: 'Something to consider: bonding, several paths, virtual networks.' },
    ],
    concept: 'scope',
  },
  {
    name: 'tunctl and brctl',
    aliases: ['tunctl', 'brctl', 'Linux bridges'],
    kinds: ['storage-network'],
    dated: null,
    scope: 'nnpn',
    claims: [
      {
        by: 'S0',
        says: 'Networks for guests that belong to the host: to freeze a guest does not freeze its packets in flight.',
      },
    ],
    concept: 'scope',
  },
  {
    name: 'Crossbow',
    kinds: ['storage-network'],
    dated: null,
    scope: 'nnpn',
    claims: [{ by: 'S4', says: 'Brings virtual networks to Solaris, for LDoms too.' }],
    concept: 'scope',
  },
  {
    name: 'Sun xVM',
    aliases: ['xVM', 'OpenSolaris xVM'],
    kinds: ['full', 'paravirtualisation', 'os-level', 'desktop', 'management'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S2',
        says: 'Sun’s family of everything: VirtualBox, Xen, logical domains, zones, desktops and their management.',
      },
    ],
    concept: 'scope',
  },
  {
    name: 'Sun xVM Ops Center',
    aliases: ['xVM Ops Center'],
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [{ by: 'S2', says: 'Manages the members of the xVM family.' }],
    concept: 'control',
  },
  {
    name: 'IBM Virtualization Engine',
    aliases: ['Virtualization Engine'],
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      { by: 'S4', year: 2006, says: 'Manages machines of Xen with the tools customers know.' },
    ],
    concept: 'control',
  },
  {
    name: 'Stratus',
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      { by: 'S1', says: 'Talked at the same meeting on how to reduce the risk.' },
      {
        by: 'S4',
        year: 2007,
        says: 'Xen’s maker has an agreement with it; on what, is not said.',
      },
    ],
    concept: 'control',
  },
  {
    name: 'Marathon',
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Xen’s maker has an agreement with it, as with Stratus.',
      },
    ],
    concept: 'control',
  },
  {
    name: 'Veritas Storage Foundation',
    kinds: ['storage-network', 'management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Symantec’s: to be built into XenEnterprise, with means against failures and for backup.',
      },
    ],
    concept: 'control',
  },
  {
    name: 'IBM Tivoli',
    aliases: ['Tivoli'],
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      { by: 'S4', says: 'Gains importance: what is virtual has to be provisioned and managed.' },
    ],
    concept: 'control',
  },
  {
    name: 'IBM HMC',
    aliases: ['HMC'],
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        says: 'A PC to be bought for the consoles of partitions, which LDoms bring themselves.',
      },
    ],
    concept: 'control',
  },
  {
    name: 'Intel vPro',
    aliases: ['vPro'],
    kinds: ['management'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'On desktops, virtualisation has to be invisible and managed by such means.',
      },
    ],
    concept: 'control',
  },
];
