/** What the panel cites: S are the texts it teaches from, P the publications that it adds to them. */
export const SOURCE_IDS = [
  'S0',
  'S1',
  'S2',
  'S3',
  'S4',
  'P1',
  'P2',
  'P3',
  'P4',
  'P5',
  'P6',
  'P7',
  'P8',
  'P9',
  'P10',
  'P11',
  'P12',
  'P13',
  'P14',
  'P15',
  'P16',
  'P17',
  'P18',
  'P19',
  'P20',
  'P21',
  'P22',
] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

export interface Source {
  readonly id: SourceId;
  readonly author: string;
  readonly title: string;
  readonly what: string;
  /** The first and the last year of what it says; the same one where it was written once. */
  readonly from: number;
  readonly to: number;
  /** The text bears no date: the years are told from what it mentions. */
  readonly isDateGuessed: boolean;
  /** As the text itself says; null where it says nothing. */
  readonly licence: string | null;
}

/** A text of one year, which says it. */
const written = (year: number) => ({ from: year, to: year, isDateGuessed: false }) as const;

export const SOURCES: readonly Source[] = [
  {
    id: 'S0',
    author: 'Dan Shearer',
    title: 'Virtualisation – Why Use It?',
    what: 'a talk at ScotLUG, a Linux user group, as its wiki keeps it',
    ...written(2007),
    licence: null,
  },
  {
    id: 'S1',
    author: 'Rob Lovell (SWsoft)',
    title: 'Virtualisation, What is it and Why is it?',
    what: 'slides of a maker of OS-level virtualisation',
    from: 2006,
    to: 2006,
    isDateGuessed: true,
    licence: null,
  },
  {
    id: 'S2',
    author: 'Miguel Vidal and José Castro (LibreSoft, URJC)',
    title: 'The Art of Virtualization with Free Software',
    what: "slides of a master's course",
    ...written(2010),
    licence: 'CC BY-SA 3.0',
  },
  {
    id: 'S3',
    author: 'not named',
    title: 'Virtualisation part 1: OS',
    what: 'a blog post of somebody who runs such systems',
    from: 2009,
    to: 2009,
    isDateGuessed: true,
    licence: null,
  },
  {
    id: 'S4',
    author: 'Softpanorama',
    title: 'Virtual Machines as a Special Class of Operating Systems',
    what: 'a web page with its collected news, added to over years',
    from: 2005,
    to: 2009,
    isDateGuessed: false,
    licence: null,
  },
  {
    id: 'P1',
    author: 'Gerald J. Popek and Robert P. Goldberg',
    title: 'Formal Requirements for Virtualizable Third Generation Architectures',
    what: 'Communications of the ACM 17(7)',
    ...written(1974),
    licence: null,
  },
  {
    id: 'P2',
    author: 'John Scott Robin and Cynthia E. Irvine',
    title: "Analysis of the Intel Pentium's Ability to Support a Secure Virtual Machine Monitor",
    what: 'USENIX Security Symposium',
    ...written(2000),
    licence: null,
  },
  {
    id: 'P3',
    author: 'Keith Adams and Ole Agesen',
    title: 'A Comparison of Software and Hardware Techniques for x86 Virtualization',
    what: 'ASPLOS',
    ...written(2006),
    licence: null,
  },
  {
    id: 'P4',
    author: 'Paul Barham and others',
    title: 'Xen and the Art of Virtualization',
    what: 'SOSP',
    ...written(2003),
    licence: null,
  },
  {
    id: 'P5',
    author: 'Stephen Soltesz and others',
    title:
      'Container-based Operating System Virtualization: A Scalable, High-performance Alternative to Hypervisors',
    what: 'EuroSys; S4 lists it',
    ...written(2007),
    licence: null,
  },
  {
    id: 'P6',
    author: 'Fabrice Bellard',
    title: 'QEMU, a Fast and Portable Dynamic Translator',
    what: 'USENIX Annual Technical Conference',
    ...written(2005),
    licence: null,
  },
  {
    id: 'P7',
    author: 'Robert J. Creasy',
    title: 'The Origin of the VM/370 Time-Sharing System',
    what: 'IBM Journal of Research and Development 25(5)',
    ...written(1981),
    licence: null,
  },
  {
    id: 'P8',
    author: 'Edouard Bugnion and others',
    title: 'Disco: Running Commodity Operating Systems on Scalable Multiprocessors',
    what: 'SOSP',
    ...written(1997),
    licence: null,
  },
  {
    id: 'P9',
    author: 'Andrew Whitaker and others',
    title: 'Scale and Performance in the Denali Isolation Kernel',
    what: 'OSDI',
    ...written(2002),
    licence: null,
  },
  {
    id: 'P10',
    author: 'Dawson R. Engler and others',
    title: 'Exokernel: An Operating System Architecture for Application-Level Resource Management',
    what: 'SOSP',
    ...written(1995),
    licence: null,
  },
  {
    id: 'P11',
    author: 'Ian M. Leslie and others',
    title:
      'The Design and Implementation of an Operating System to Support Distributed Multimedia Applications',
    what: 'IEEE Journal on Selected Areas in Communications 14(7); the paper on Nemesis',
    ...written(1996),
    licence: null,
  },
  {
    id: 'P12',
    author: 'Sean Dorward and others',
    title: 'The Inferno Operating System',
    what: 'Bell Labs Technical Journal 2(1)',
    ...written(1997),
    licence: null,
  },
  {
    id: 'P13',
    author: 'Poul-Henning Kamp and Robert N. M. Watson',
    title: 'Jails: Confining the Omnipotent Root',
    what: 'SANE conference',
    ...written(2000),
    licence: null,
  },
  {
    id: 'P14',
    author: 'Jeff Dike',
    title: 'A User-Mode Port of the Linux Kernel',
    what: 'Annual Linux Showcase',
    ...written(2000),
    licence: null,
  },
  {
    id: 'P15',
    author: 'Dan Aloni',
    title: 'Cooperative Linux',
    what: 'Ottawa Linux Symposium',
    ...written(2004),
    licence: null,
  },
  {
    id: 'P16',
    author: 'Rusty Russell',
    title: 'virtio: Towards a De-Facto Standard for Virtual I/O Devices',
    what: 'ACM SIGOPS Operating Systems Review 42(5)',
    ...written(2008),
    licence: null,
  },
  {
    id: 'P17',
    author: 'James Gosling',
    title: 'Java Intermediate Bytecodes',
    what: 'ACM SIGPLAN Workshop on Intermediate Representations',
    ...written(1995),
    licence: null,
  },
  {
    id: 'P18',
    author: 'Ecma International',
    title: 'ECMA-335: Common Language Infrastructure',
    what: 'the first edition of the standard that .NET implements',
    ...written(2001),
    licence: null,
  },
  {
    id: 'P19',
    author: 'Bell Laboratories',
    title: "UNIX Programmer's Manual, Seventh Edition",
    what: 'the manual in which chroot(2) is documented',
    ...written(1979),
    licence: null,
  },
  {
    id: 'P20',
    author: 'Ravi Bhargava and others',
    title: 'Accelerating Two-Dimensional Page Walks for Virtualized Systems',
    what: 'ASPLOS',
    ...written(2008),
    licence: null,
  },
  {
    id: 'P21',
    author: 'Alex Landau, Muli Ben-Yehuda and Abel Gordon',
    title: 'SplitX: Split Guest/Hypervisor Execution on Multi-Core',
    what: 'USENIX Workshop on I/O Virtualization',
    ...written(2011),
    licence: null,
  },
  {
    id: 'P22',
    author: 'Intel',
    title: "Intel 64 and IA-32 Architectures Software Developer's Manual, volume 3",
    what: 'the manual; on VMX non-root operation and on protection',
    ...written(2023),
    licence: null,
  },
];

const BY_ID = new Map(SOURCES.map((source) => [source.id, source]));

/** The source of that name. */
export function sourceOf(id: SourceId): Source {
  const source = BY_ID.get(id);
  if (source === undefined) throw new Error(`No source is listed as ${id}`);
  return source;
}

/** `2007`, `about 2006`, `2005–2009`. */
export function yearsText({ from, to, isDateGuessed }: Source): string {
  return `${isDateGuessed ? 'about ' : ''}${from === to ? from : `${from}–${to}`}`;
}
