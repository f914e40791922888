import { type ReactNode, useId } from 'react';
import type { ExperimentId } from '#protocol/experiments';
import type { MachineHandle } from '#protocol/snowglobe';
import { Button } from '../../controls/Button.tsx';
import { Progress } from '../../controls/Progress.tsx';
import { Cited } from '../sources/Cited.tsx';
import styles from './ExperimentView.module.css';
import { infoOf } from './experiment.ts';
import {
  cancelExperiment,
  type Run,
  runKey,
  startExperiment,
  useRuns,
} from './experiment-store.ts';
import { EXPERIMENTS } from './experiments.ts';
import { ResultView } from './ResultView.tsx';
import { RING3_LISTING } from './ring3-program.ts';

interface ExperimentViewProps {
  readonly id: ExperimentId;
  /** The one that it is typed into; null while there is none. */
  readonly machine: MachineHandle | null;
  /** That machine takes commands. */
  readonly ready: boolean;
  /** What else there is to do: links into the rest of the page. */
  readonly children?: ReactNode;
}

/** An experiment: what it will type, the button that has it typed, and what came out of it beside what was claimed. */
export function ExperimentView({ id, machine, ready, children }: ExperimentViewProps) {
  const { cited } = EXPERIMENTS[id];
  const { title, about, commands } = infoOf(EXPERIMENTS[id]);
  const titleId = useId();
  const run = useRuns((runs) => (machine === null ? undefined : runs.get(runKey(id, machine))));
  return (
    <section className={styles.experiment} aria-labelledby={titleId}>
      <h3 id={titleId}>Try it: {title}</h3>
      <p>{about}</p>
      <details className={styles.typed}>
        <summary>What will be typed into the console</summary>
        <pre>{commands.join('\n')}</pre>
      </details>
      {id === 'hard-x86' ? <Listing /> : null}
      <Verbs id={id} machine={machine} ready={ready} run={run} />
      {run?.kind === 'running' ? <Running run={run} /> : null}
      {run?.kind === 'refused' ? <p role="status">{run.message}</p> : null}
      {run?.kind === 'ended' ? <ResultView result={run.result} cited={cited} /> : null}
      {run?.kind === 'ended' ? null : (
        <p className={styles.claim}>
          To be compared with: <Cited claim={cited} />
        </p>
      )}
      {children}
    </section>
  );
}

function Verbs({
  id,
  machine,
  ready,
  run,
}: Pick<ExperimentViewProps, 'id' | 'machine' | 'ready'> & { readonly run: Run | undefined }) {
  if (machine === null) return <p>There is no machine to run it on. Start one first.</p>;
  const isRunning = run?.kind === 'running';
  return (
    <div className={styles.verbs}>
      <Button
        label={run?.kind === 'ended' ? 'Run again' : 'Run'}
        look="primary"
        disabled={isRunning || !ready}
        onClick={() => void startExperiment(id, machine)}
      />
      {isRunning ? (
        <Button label="Cancel" look="plain" onClick={() => cancelExperiment(id, machine)} />
      ) : null}
      {ready || isRunning ? null : <span>{machine.name} does not run; resume or start it.</span>}
    </div>
  );
}

function Running({ run }: { readonly run: Extract<Run, { kind: 'running' }> }) {
  return (
    <div className={styles.running} role="status">
      <Progress label="The experiment runs" value={null} />
      <span>
        Step {run.steps}: <code className={styles.step}>{run.step}</code>
      </span>
    </div>
  );
}

function Listing() {
  return (
    <details className={styles.typed}>
      <summary>What the program executes</summary>
      <pre>{RING3_LISTING.join('\n')}</pre>
    </details>
  );
}
