/** What an assumption rests on. `S0` to `S4` are the texts that the side panel teaches from. */
export const SOURCES = {
  popek1974: {
    year: '1974',
    short: 'Popek & Goldberg',
    full: 'Gerald Popek, Robert Goldberg: Formal Requirements for Virtualizable Third Generation Architectures. Communications of the ACM 17(7), 1974',
  },
  robin2000: {
    year: '2000',
    short: 'Robin & Irvine',
    full: 'John Robin, Cynthia Irvine: Analysis of the Intel Pentium’s Ability to Support a Secure Virtual Machine Monitor. USENIX Security Symposium, 2000',
  },
  barham2003: {
    year: '2003',
    short: 'Barham et al.',
    full: 'Paul Barham et al.: Xen and the Art of Virtualization. SOSP, 2003',
  },
  adams2006: {
    year: '2006',
    short: 'Adams & Agesen',
    full: 'Keith Adams, Ole Agesen: A Comparison of Software and Hardware Techniques for x86 Virtualization. ASPLOS, 2006',
  },
  bhargava2008: {
    year: '2008',
    short: 'Bhargava et al.',
    full: 'Ravi Bhargava et al.: Accelerating Two-Dimensional Page Walks for Virtualized Systems. ASPLOS, 2008',
  },
  landau2011: {
    year: '2011',
    short: 'Landau et al.',
    full: 'Alex Landau, Muli Ben-Yehuda, Abel Gordon: SplitX: Split Guest/Hypervisor Execution on Multi-Core. USENIX Workshop on I/O Virtualization, 2011',
  },
  agesen2012: {
    year: '2012',
    short: 'Agesen et al.',
    full: 'Ole Agesen, Jim Mattson, Radu Rugina, Jeffrey Sheldon: Software Techniques for Avoiding Hardware Virtualization Exits. USENIX Annual Technical Conference, 2012',
  },
  intel2023: {
    year: '2023',
    short: 'Intel’s manual',
    full: 'Intel 64 and IA-32 Architectures Software Developer’s Manual, volume 3, on VMX non-root operation and on protection. 2023',
  },
  S1: {
    year: 'about 2006',
    short: 'S1',
    full: 'S1: Rob Lovell (SWsoft): Virtualisation, What is it and Why is it? Slides, about 2006',
  },
  S3: {
    year: 'about 2009',
    short: 'S3',
    full: 'S3: Virtualisation part 1: OS. Blog post, about 2009',
  },
  S4: {
    year: '2005 to 2009',
    short: 'S4',
    full: 'S4: Softpanorama: Virtual Machines as a Special Class of Operating Systems. 2005 to 2009',
  },
} as const satisfies Readonly<
  Record<string, { readonly year: string; readonly short: string; readonly full: string }>
>;
export type SourceId = keyof typeof SOURCES;

/** `Barham et al. 2003`, or `assumed` where nothing was published that we know of. */
export function sourceText(sources: readonly SourceId[]): string {
  if (sources.length === 0) return 'assumed';
  return sources.map((id) => `${SOURCES[id].short}, ${SOURCES[id].year}`).join('; ');
}
