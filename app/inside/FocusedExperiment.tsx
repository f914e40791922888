import type { ExperimentId } from '#protocol/experiments';
import { Button } from '../controls/Button.tsx';
import { useMachines } from '../machines/store.ts';
import { Controls } from './Controls.tsx';
import { ExperimentView } from './experiments/ExperimentView.tsx';
import styles from './FocusedExperiment.module.css';
import { changeInside } from './panel-focus.ts';

interface FocusedExperimentProps {
  readonly id: ExperimentId;
}

/** An experiment for the machine on the screen. */
export function FocusedExperiment({ id }: FocusedExperimentProps) {
  const focusedId = useMachines((state) => state.focusedId);
  const ready = useMachines(
    ({ entries }) => entries.find((entry) => entry.id === focusedId)?.status.phase === 'running',
  );
  const machine = snowglobe.machines().find((handle) => handle.id === focusedId) ?? null;
  return (
    <ExperimentView id={id} machine={machine} ready={ready}>
      {id === 'control' && focusedId !== null ? <Controls key={focusedId} id={focusedId} /> : null}
      {id === 'hardware-assisted' ? <Assumed /> : null}
    </ExperimentView>
  );
}

/** What the modelled numbers rest on. */
function Assumed() {
  return (
    <div className={styles.controls}>
      <Button
        label="See and change what is assumed"
        look="plain"
        onClick={() => changeInside({ tab: 'model' })}
      />
    </div>
  );
}
