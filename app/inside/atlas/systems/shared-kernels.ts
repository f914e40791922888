import { dated, type System } from '../system.ts';

/** One kernel, several user spaces. */
export const SHARED_KERNELS: readonly System[] = [
  {
    name: 'chroot',
    kinds: ['os-level'],
    dated: dated(1979, 'P19'),
    scope: 'nnnn',
    claims: [
      {
        by: 'S0',
        says: 'Partitioning, which recalls the last days of steam: ever more efficient, and no answer to the real problems.',
      },
    ],
    concept: 'os-level',
  },
  {
    name: 'FreeBSD jails',
    aliases: ['jails', 'BSD Jails', 'FreeBSD jail'],
    kinds: ['os-level'],
    dated: dated(2000, 'P13', 'described 2000'),
    scope: 'nnpn',
    claims: [
      { by: 'S4', says: 'The pioneer of the light class; part of the system, and democratic.' },
      { by: 'S2', says: 'Fast and dense; strong isolation is difficult to build.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'Solaris Containers/Zones',
    aliases: ['Solaris containers', 'Solaris Zones', 'Solaris 10 Zones', 'Zones', 'Zone'],
    kinds: ['os-level'],
    dated: dated(2005, 'S2'),
    scope: 'nnpp',
    claims: [
      { by: 'S1', says: 'Each environment sees a system of its own; one kernel serves all.' },
      {
        by: 'S4',
        says: 'One instance of the system, so the price of the heavy class is not paid; zones can be cloned, detached and attached elsewhere.',
      },
      { by: 'S0', says: 'More and more efficient, but no answer to software that lives long.' },
      { by: 'S3', says: '“Little to no overhead”, but only copies of the host system.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'Branded zones',
    aliases: ['branding'],
    kinds: ['os-level', 'library'],
    dated: null,
    scope: 'nnpp',
    claims: [
      { by: 'S4', says: 'Linux programs in a zone of Solaris on x86.' },
      { by: 'S2', says: 'Zones with “branding” on x86.' },
    ],
    concept: 'library',
  },
  {
    name: 'OpenSolaris Zones',
    aliases: ['OpenSolaris Zones/Containers'],
    kinds: ['os-level'],
    dated: null,
    scope: 'nnpp',
    claims: [
      { by: 'S2', says: 'No hypervisor and no virtual hardware; very simple to administer.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'Virtuozzo',
    aliases: ['SWsoft Virtuozzo'],
    kinds: ['os-level'],
    dated: null,
    scope: 'nnpp',
    claims: [
      {
        by: 'S1',
        says: 'Sold by the author of the slides: the highest density, native speed; create, move and clone in seconds.',
      },
      { by: 'S4', year: 2007, says: 'An example of a container-based system.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'OpenVZ',
    kinds: ['os-level'],
    dated: null,
    scope: 'nnpp',
    claims: [
      { by: 'S3', says: 'Isolated user spaces with “little to no overhead”.' },
      { by: 'S0', says: 'Covers several unrelated architectures.' },
      { by: 'S2', says: 'Linux containers, similar to zones.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'Linux-VServer',
    aliases: ['Linux VServer', 'Linux VServers'],
    kinds: ['os-level'],
    dated: null,
    scope: 'nnpn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'The paper: isolation comparable with Xen, and superior efficiency.',
      },
      { by: 'S2', says: 'An example of the light way.' },
      { by: 'S3', says: 'An example of isolated user spaces.' },
    ],
    concept: 'os-level',
  },
  {
    name: 'FreeVPS',
    kinds: ['os-level'],
    dated: null,
    scope: 'nnpn',
    claims: [
      {
        by: 'S3',
        says: 'Of the kind that hosting companies like: [[1000]] containers on one machine, if they only serve web pages.',
      },
    ],
    concept: 'os-level',
  },
  {
    name: 'AIX Workload Manager',
    aliases: ['Workload manager', 'WLM'],
    kinds: ['os-level', 'management'],
    dated: dated(2001, 'S4', '2001 (?)'),
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        says: 'Older and less elegant than jails and zones: classes of processes with shares and limits, which can be nested.',
      },
    ],
    concept: 'os-level',
  },
  {
    name: 'PlanetLab',
    kinds: ['distributed', 'os-level'],
    dated: null,
    scope: 'nnpn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'Needs isolation and efficiency at once, as grids and hosting do.',
      },
    ],
    concept: 'distributed',
  },
  {
    name: 'Resource containers and security containers',
    aliases: ['resource containers', 'security containers'],
    kinds: ['os-level'],
    dated: null,
    scope: 'nnnn',
    claims: [
      {
        by: 'S4',
        year: 2007,
        says: 'The earlier work from which container systems were put together.',
      },
    ],
    concept: 'os-level',
  },
];
