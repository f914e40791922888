import { expect, it } from 'vitest';
import { CONCEPT_IDS } from '../concepts/concept.ts';
import { claimParts } from '../sources/claim.ts';
import { sourceOf } from '../sources/sources.ts';
import { KIND_IDS, KINDS } from './kinds.ts';
import { scopeOf } from './system.ts';
import { SYSTEMS } from './systems.ts';

/** The names that were noted when the texts were first read, by text. */
const NOTED = {
  S0: 'KVM, Xen, Hercules, PearPC, SimH, MAME, QEMU, OpenVZ, VMware, chroot, Solaris containers, VirtualBox, ScratchBox, Xenoppix',
  S1: 'IBM partitions, Sun partitions, HP partitions, Unisys partitions, VMware Server, Microsoft Virtual Server, Parallels, VMware ESX, Xen, UML, Intel VT, AMD SVM, Virtuozzo, Solaris Containers/Zones, Virtual Iron, 3tera, Softricity, Citrix, Altiris, Java, .NET, Storage virtualisation, Network virtualisation, Denali, Disco, ExoKernel, Nemesis, Inferno, Stratus',
  S2: 'M44/44X, CP-40, CP-67, VM/370, Intel VT, AMD-V, Basilisk II, VirtualBox, Xen, Linux-VServer, FreeBSD jails, OpenSolaris Zones, Wine, JVM, Citrix XenDesktop, Sun VDI, VMware View, KVM, QEMU, xVM, xVM Server, LDoms, Sun xVM Ops Center, OpenVZ, UltraSPARC T1/T2',
  S3: 'VirtualBox, Parallels, Microsoft Virtual PC, VMware Workstation, VMware Server, Xen, VMware ESX, vSphere, Hyper-V, IBM PowerVM, KVM, FreeVPS, Linux-VServer, Solaris containers, OpenVZ',
  S4: 'VM/CMS, VMware Workstation, GSX, ESX, VMware Server, VMware Player, Sun E15K domains, LPAR, Power5, AIX on Power5, LDoms, T1000, T2000, Xen, AIX partitions, FreeBSD jails, Solaris 10 Zones, Branded zones, AIX Workload Manager, BladeCenter H, BladeSystem c-Class, Sun Blade 8000, Bochs, Virtual PC for Mac, Virtual PC 2007, XenoServer, NetBSD/Xen, Oracle VM, Hyper-V, Viridian, z10 with zLinux, coLinux, XenEnterprise, KVM, PlanetLab, Linux-VServer, Virtual Iron, Oracle Raw Iron, Stratus, Marathon, Veritas Storage Foundation, Solaris 10 for x86 with Xen',
} as const;

/** Numbers that are part of a name. */
const NAMED_NUMBER = /\b(type|Windows|Server|Linux|OpenSolaris|Solaris|IBM|SunOS) \d[\d.]*/g;

const named = new Map(
  SYSTEMS.flatMap((system) =>
    [system.name, ...(system.aliases ?? [])].map((name) => [name.toLowerCase(), system] as const),
  ),
);

it.each(Object.entries(NOTED))('has every system that was noted from %s', (_text, names) => {
  const missing = names.split(', ').filter((name) => !named.has(name.toLowerCase()));
  expect(missing).toEqual([]);
});

it.each(Object.entries(NOTED))('says of those noted from %s what it claims', (text, names) => {
  const silent = names.split(', ').filter((name) => {
    const system = named.get(name.toLowerCase());
    return !system?.claims.some((claim) => claim.by === text);
  });
  expect(silent).toEqual([]);
});

it('takes no company for a system', () => {
  for (const company of ['sun', 'hp', 'ibm', 'unisys', 'novell', 'red hat', 'suse']) {
    expect(named.has(company), company).toBe(false);
  }
});

it('gives the year of what S4 dates', () => {
  const dated = {
    QEMU: 2007,
    KVM: 2007,
    'VMware GSX Server': 2005,
    'VMware VMotion': 2005,
    XenoServer: 2005,
    'Red Hat Enterprise Linux with Xen': 2007,
  };
  for (const [name, year] of Object.entries(dated)) {
    const years = SYSTEMS.find((system) => system.name === name)?.claims.map((claim) => claim.year);
    expect(years, name).toContain(year);
  }
});

it('names each system once', () => {
  const names = SYSTEMS.map((system) => system.name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});

it('takes claims only from the texts, and not from a year in which they were not written', () => {
  for (const system of SYSTEMS) {
    for (const claim of system.claims) {
      expect(claim.by, system.name).toMatch(/^S[0-4]$/);
      const { from, to } = sourceOf(claim.by);
      expect(claim.year ?? from, system.name).toBeGreaterThanOrEqual(from);
      expect(claim.year ?? to, system.name).toBeLessThanOrEqual(to);
    }
  }
});

it('dates no system after the source that dates it', () => {
  for (const { name, dated } of SYSTEMS) {
    if (dated === null) continue;
    expect(dated.sortYear, name).toBeLessThanOrEqual(sourceOf(dated.by).to);
  }
});

it('marks every figure in a claim as one', () => {
  for (const { name, claims } of SYSTEMS) {
    for (const claim of claims) {
      const words = claimParts(claim).filter((part) => !part.isFigure);
      const text = words
        .map((part) => part.text)
        .join('')
        .replace(NAMED_NUMBER, '');
      expect(text, name).not.toMatch(/(^|\s)\d/);
    }
  }
});

it('keeps a claim to a line or two', () => {
  for (const { name, claims } of SYSTEMS) {
    for (const claim of claims) expect(claim.says.split(' ').length, name).toBeLessThanOrEqual(32);
  }
});

it('says of each axis of scope whether it is covered', () => {
  for (const system of SYSTEMS) expect(scopeOf(system)).toHaveLength(4);
});

it('leads each system and each kind to a page, and has systems of every kind', () => {
  for (const { concept } of SYSTEMS) expect(CONCEPT_IDS).toContain(concept);
  for (const kind of KIND_IDS) {
    expect(CONCEPT_IDS).toContain(KINDS[kind].concept);
    expect(
      SYSTEMS.some((system) => system.kinds.includes(kind)),
      kind,
    ).toBe(true);
  }
});
