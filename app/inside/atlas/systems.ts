import type { System } from './system.ts';
import { ANCESTORS } from './systems/ancestors.ts';
import { DELIVERY } from './systems/delivery.ts';
import { EMULATORS } from './systems/emulators.ts';
import { MONITORS } from './systems/monitors.ts';
import { PARAVIRTUAL } from './systems/paravirtual.ts';
import { PARTITIONS } from './systems/partitions.ts';
import { SHARED_KERNELS } from './systems/shared-kernels.ts';

/** Every system that the texts S0 to S4 name. */
export const SYSTEMS: readonly System[] = [
  ...ANCESTORS,
  ...PARTITIONS,
  ...EMULATORS,
  ...MONITORS,
  ...PARAVIRTUAL,
  ...SHARED_KERNELS,
  ...DELIVERY,
];
