import { dated, type System } from '../system.ts';

/** Monitors for unmodified guests of the host's own architecture, and what processors do for them. */
export const MONITORS: readonly System[] = [
  {
    name: 'VMware',
    kinds: ['full'],
    dated: dated(1998, 'S4'),
    scope: 'ynpp',
    claims: [
      {
        by: 'S0',
        says: 'Its target is tied to its host; ever more efficient, but software would not outlive its hardware by it.',
      },
      { by: 'S4', says: 'The most popular heavy-weight system, and overpriced.' },
      {
        by: 'S3',
        says: 'Called a binary translator, too; any system can be run, but performs only if supported.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'VMware Workstation',
    kinds: ['full'],
    dated: dated(1998, 'S4', 'built 1998'),
    scope: 'ynpp',
    claims: [
      {
        by: 'S4',
        says: 'Runs user code directly and rewrites kernel and real-mode code; more than [[80 %]] of the speed of the hardware.',
      },
      {
        by: 'S3',
        says: 'Full virtualisation, with [[15–25 %]] of the processor for the translation.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'VMware GSX Server',
    aliases: ['GSX', "VMware's GSX Server"],
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S4',
        year: 2005,
        says: 'Abstracts the whole x86 system, so that any operating system runs; by the word of the head of Xen, at a tremendous overhead.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'VMware Server',
    aliases: ['VMware Workstation/Server'],
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S1',
        says: 'A monitor on a host system: good isolation and any guest, at a price in input and output.',
      },
      {
        by: 'S3',
        says: 'Full virtualisation: any system that would run on the host runs unmodified.',
      },
      { by: 'S4', year: 2006, says: 'Given away when Xen came near its third version.' },
    ],
    concept: 'full',
  },
  {
    name: 'VMware Player',
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [{ by: 'S4', says: 'Free; runs the machines that Workstation makes.' }],
    concept: 'full',
  },
  {
    name: 'VMware ESX',
    aliases: ['ESX', 'ESX Server', 'vSphere', 'ESX/vSphere', 'VMware Infrastructure 3'],
    kinds: ['full', 'paravirtualisation'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S1',
        says: 'A hypervisor, a system of its own: thinner and quicker than a monitor on a host.',
      },
      {
        by: 'S3',
        says: 'Between full and paravirtualisation: traps critical code and emulates it; drivers make up for the loss.',
      },
      {
        by: 'S4',
        says: 'When its server crashes with a purple screen, every instance on it is gone.',
      },
    ],
    concept: 'full',
  },
  {
    name: 'VMware VMotion',
    aliases: ['VMotion'],
    kinds: ['management'],
    dated: null,
    scope: 'nn?p',
    claims: [
      {
        by: 'S4',
        year: 2005,
        says: 'Adds to ESX the moving of running machines between servers.',
      },
    ],
    concept: 'control',
  },
  {
    name: 'VMware Tools',
    kinds: ['paravirtualisation'],
    dated: null,
    scope: 'nnpp',
    claims: [
      {
        by: 'S3',
        says: 'Faster drivers for network and video inside the guest, which lessen the cost of translation.',
      },
      { by: 'S1', says: 'The binary-compatible way to what paravirtual drivers do.' },
    ],
    concept: 'paravirtualisation',
  },
  {
    name: 'VirtualBox',
    aliases: ["Sun's VirtualBox"],
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [
      { by: 'S3', says: 'Full virtualisation with a very low barrier to entry.' },
      { by: 'S2', says: 'Virtual machines for all, on every platform; part of Sun’s xVM family.' },
      { by: 'S0', says: 'Has QEMU inside.' },
    ],
    concept: 'full',
  },
  {
    name: 'Parallels',
    kinds: ['full', 'hardware-assisted'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S1',
        says: 'A newcomer for whom the processors had already solved the hard problems.',
      },
      { by: 'S3', says: 'Full virtualisation.' },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'Microsoft Virtual Server',
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [{ by: 'S1', says: 'A monitor on a host system, beside VMware Server.' }],
    concept: 'full',
  },
  {
    name: 'Microsoft Virtual PC',
    aliases: ['Virtual PC', 'Virtual PC 2007'],
    kinds: ['full'],
    dated: null,
    scope: 'ynpp',
    claims: [
      { by: 'S3', says: 'Full virtualisation, by then included with Windows 7.' },
      {
        by: 'S4',
        says: 'A mistake to think that it just runs the kernel in user mode: on x86 that cannot work.',
      },
    ],
    concept: 'hard-x86',
  },
  {
    name: 'Hyper-V',
    aliases: ['Viridian', 'Microsoft Hyper-V'],
    kinds: ['hardware-assisted', 'paravirtualisation'],
    dated: null,
    scope: 'ynpp',
    claims: [
      {
        by: 'S3',
        says: 'Follows the path of Xen and ESX: full or paravirtual, helped by the processor.',
      },
      {
        by: 'S4',
        year: 2007,
        says: 'Xen’s maker: the features of Viridian were cut, because those of Server 2008’s kernel were fixed and the two overlapped.',
      },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'Intel VT',
    aliases: ['VT-x', 'Intel-VT-x', 'Vanderpool', 'Silvervale', 'Intel Virtualization Technology'],
    kinds: ['hardware-assisted'],
    dated: dated(2005, 'S2'),
    scope: 'nnnn',
    claims: [
      {
        by: 'S2',
        says: 'Added to x86 from [[2005]] on; makes full virtualisation easier to build.',
      },
      { by: 'S1', says: 'No unsafe instructions any more; a monitor is still needed.' },
      {
        by: 'S4',
        year: 2005,
        says: 'Expected to do most of the abstraction, so that unmodified systems run under Xen and VMware alike.',
      },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'AMD-V',
    aliases: ['AMD SVM', 'SVM', 'Pacifica', 'AMD V', 'AMD Pacifica'],
    kinds: ['hardware-assisted'],
    dated: dated(2005, 'S2'),
    scope: 'nnnn',
    claims: [
      { by: 'S2', says: 'AMD’s answer to the same question, known before as Pacifica.' },
      { by: 'S0', says: 'Within a year or so even low-end machines will have it.' },
      { by: 'S1', says: 'Asks whether it rules out live migration.' },
    ],
    concept: 'hardware-assisted',
  },
  {
    name: 'KVM',
    aliases: ['Kernel-based Virtual Machine', 'Kernel-Based Virtual Machine'],
    kinds: ['kernel-core', 'hardware-assisted'],
    dated: dated(2007, 'S2', 'February 2007'),
    scope: 'ynnp',
    claims: [
      {
        by: 'S2',
        says: 'Part of Linux since Linux 2.6.20; QEMU sets up the guest through /dev/kvm.',
      },
      { by: 'S3', says: '“Close to raw performance”, recommended where timing matters.' },
      {
        by: 'S0',
        says: 'Only beginning to give each guest a time of its own; nearly all of it is QEMU.',
      },
      {
        by: 'S4',
        year: 2007,
        says: 'Moved running machines a few months after it had surfaced; needs new processors.',
      },
    ],
    concept: 'kernel-core',
  },
];
