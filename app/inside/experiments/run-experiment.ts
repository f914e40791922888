import type { ExperimentOptions, ExperimentResult } from '#protocol/experiments';
import { FailureError, toFailure } from '#protocol/failure';
import type { MachineId } from '#protocol/machine';
import type { MachineHandle } from '#protocol/snowglobe';
import { Bench, type BootMachine } from './bench.ts';
import { type Experiment, ExperimentFailed, infoOf } from './experiment.ts';
import { verdict, verdictText } from './verdict.ts';

const busy = new Set<MachineId>();

/** As `Experiments.run`. */
export async function runExperiment(
  experiment: Experiment,
  machine: MachineHandle,
  boot: BootMachine,
  options: ExperimentOptions = {},
): Promise<ExperimentResult> {
  refuseUnlessFree(machine);
  busy.add(machine.id);
  try {
    const bench = new Bench(machine, boot, options);
    bench.step('wait for the prompt');
    await bench.waitForPrompt();
    return await result(experiment, bench);
  } finally {
    busy.delete(machine.id);
  }
}

function refuseUnlessFree(machine: MachineHandle): void {
  const { phase } = machine.status();
  if (phase !== 'running') {
    const remedy = phase === 'paused' ? 'Resume it' : 'Wait for its prompt, or start it';
    throw new FailureError(
      'NotInThisPhase',
      `${machine.name} does not run: it is ${phase}. Experiments are typed into its console, so nothing was begun. ${remedy}, then run the experiment again.`,
    );
  }
  if (busy.has(machine.id)) {
    throw new FailureError(
      'NotInThisPhase',
      `An experiment runs on ${machine.name} already, so this one was not begun. Wait for its end, or cancel it.`,
    );
  }
}

async function result(experiment: Experiment, bench: Bench): Promise<ExperimentResult> {
  const found = await experiment.run(bench).then(
    (finding) => ({ finding, error: null }),
    (error: unknown) => ({ finding: null, error }),
  );
  const left = await bench.clear();
  const { id, title, claim } = infoOf(experiment);
  const { name, image } = bench.machine;
  const about = { id, title, claim, machine: { name, image }, when: new Date().toISOString() };
  if (found.finding !== null) {
    const { parameters, rows, holds, verdict: said } = found.finding;
    const parts = left === '' ? said : verdict`${said} Not all could be cleaned up: ${left}`;
    return {
      ...about,
      parameters,
      rows,
      outcome: { kind: 'done', holds, verdict: verdictText(parts), parts },
    };
  }
  const { message, console } = asFailed(found.error);
  const said = left === '' ? message : `${message} Not all could be cleaned up: ${left}`;
  return {
    ...about,
    parameters: {},
    rows: [],
    outcome: { kind: 'failed', message: said, console },
  };
}

/** Throws what is no failed experiment. */
function asFailed(error: unknown): { message: string; console: string } {
  if (error instanceof ExperimentFailed) return error;
  const failure = toFailure(error);
  if (failure === null || failure.name === 'Cancelled') throw error;
  return { message: failure.message, console: '' };
}
