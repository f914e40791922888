import type { ConceptId } from '../concepts/concept.ts';

/** How a system virtualises, and the page on which its mechanism is shown. */
export const KINDS = {
  emulation: { label: 'Emulation', concept: 'emulation' },
  translation: { label: 'Dynamic translation', concept: 'translation' },
  full: { label: 'Full virtualisation', concept: 'full' },
  'hardware-assisted': { label: 'Hardware-assisted', concept: 'hardware-assisted' },
  paravirtualisation: { label: 'Paravirtualisation', concept: 'paravirtualisation' },
  'kernel-core': { label: 'Kernel-core', concept: 'kernel-core' },
  'os-level': { label: 'OS-level', concept: 'os-level' },
  library: { label: 'Library', concept: 'library' },
  application: { label: 'Managed runtime', concept: 'application' },
  packaging: { label: 'Application packaging', concept: 'packaging' },
  desktop: { label: 'Desktop', concept: 'desktop' },
  distributed: { label: 'Distributed', concept: 'distributed' },
  partitioning: { label: 'Hardware partitioning', concept: 'partitioning' },
  blades: { label: 'Blades', concept: 'weight-classes' },
  'storage-network': { label: 'Storage and network', concept: 'scope' },
  management: { label: 'Management', concept: 'control' },
} as const satisfies Record<string, { readonly label: string; readonly concept: ConceptId }>;

export type Kind = keyof typeof KINDS;

/** In the order in which they are offered. */
export const KIND_IDS = Object.keys(KINDS).filter((key): key is Kind => key in KINDS);
