import { type ReactNode, useEffect, useId, useRef } from 'react';
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

interface VerbsProps extends Pick<ExperimentViewProps, 'id' | 'machine' | 'ready'> {
  readonly run: Run | undefined;
}

function Verbs({ id, machine, ready, run }: VerbsProps) {
  if (machine === null) return <p>There is no machine to run it on. Start one first.</p>;
  return <RunAndCancel id={id} machine={machine} ready={ready} run={run} />;
}

function RunAndCancel({
  id,
  machine,
  ready,
  run,
}: VerbsProps & { readonly machine: MachineHandle }) {
  const isRunning = run?.kind === 'running';
  const verbsRef = useHeldFocus(isRunning);
  return (
    <div ref={verbsRef} className={styles.verbs}>
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

/** Run is disabled while it has the focus, and Cancel goes: the focus goes to the other one, and not to nowhere. */
function useHeldFocus(isRunning: boolean) {
  const verbsRef = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  useEffect(() => {
    const verbs = verbsRef.current;
    if (verbs === null) return;
    const handleFocus = (): void => {
      held.current = true;
    };
    const handleBlur = ({ relatedTarget }: FocusEvent): void => {
      // Of a button that is disabled or taken away nothing else has got it.
      if (relatedTarget !== null) held.current = false;
    };
    verbs.addEventListener('focusin', handleFocus);
    verbs.addEventListener('focusout', handleBlur);
    return () => {
      verbs.removeEventListener('focusin', handleFocus);
      verbs.removeEventListener('focusout', handleBlur);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the buttons change with it.
  useEffect(() => {
    if (held.current) verbsRef.current?.querySelector<HTMLElement>('button:enabled')?.focus();
  }, [isRunning]);
  return verbsRef;
}

function Running({ run }: { readonly run: Extract<Run, { kind: 'running' }> }) {
  return (
    <div className={styles.running}>
      <Progress label="The experiment runs" value={null} />
      <span>
        <span role="status">Step {run.steps}</span>: <code className={styles.step}>{run.step}</code>
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
