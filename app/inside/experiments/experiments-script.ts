import {
  type ExperimentId,
  type ExperimentInfo,
  type Experiments,
  experimentCsv,
} from '#protocol/experiments';
import { FailureError } from '#protocol/failure';
import type { BootMachine } from './bench.ts';
import type { Experiment } from './experiment.ts';

/** The experiments for scripts; they are fetched when they are first asked for. */
export function experimentsScript(boot: BootMachine): Experiments {
  return {
    async list() {
      const [{ EXPERIMENTS }, { infoOf }] = await fetchParts();
      return Object.values<Experiment>(EXPERIMENTS).map<ExperimentInfo>(infoOf);
    },
    async run(id, machine, options) {
      const [{ EXPERIMENTS }, , { runExperiment }] = await fetchParts();
      return runExperiment(known(id, EXPERIMENTS), machine, boot, options);
    },
    csv: experimentCsv,
  };
}

/** Scripts are not always typed. */
function known(id: ExperimentId, all: Readonly<Record<ExperimentId, Experiment>>): Experiment {
  if (Object.hasOwn(all, id)) return all[id];
  throw new RangeError(
    `There is no experiment "${id}". There are: ${Object.keys(all).join(', ')}.`,
  );
}

async function fetchParts() {
  const parts = Promise.all([
    import('./experiments.ts'),
    import('./experiment.ts'),
    import('./run-experiment.ts'),
  ]);
  return parts.catch((cause: unknown) => {
    throw new FailureError(
      'ImageMissing',
      'The experiments could not be fetched, so none was begun. Check the connection, then try again.',
      { cause },
    );
  });
}
