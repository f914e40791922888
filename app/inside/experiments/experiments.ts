import type { ExperimentId } from '#protocol/experiments';
import { application } from './application.ts';
import { control } from './control.ts';
import { emulation } from './emulation.ts';
import type { Experiment } from './experiment.ts';
import { full } from './full.ts';
import { hardX86 } from './hard-x86.ts';
import { hardwareAssisted } from './hardware-assisted.ts';
import { osLevel } from './os-level.ts';
import { paravirtualisation } from './paravirtualisation.ts';
import { translation } from './translation.ts';

export const EXPERIMENTS: Readonly<Record<ExperimentId, Experiment>> = {
  emulation,
  translation,
  'hard-x86': hardX86,
  full,
  'hardware-assisted': hardwareAssisted,
  paravirtualisation,
  'os-level': osLevel,
  application,
  control,
};
