import type { ExperimentId } from '#protocol/experiments';
import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { useMachine, useMachines } from '../machines/store.ts';
import { freeze, perform } from '../machines/verbs.ts';
import { askForMachine } from '../new-machine/making.ts';
import { showPanel } from '../snapshots/panel-focus.ts';
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
      {id === 'control' && focusedId !== null ? <Controls id={focusedId} /> : null}
      {id === 'hardware-assisted' ? <Assumed /> : null}
    </ExperimentView>
  );
}

/** What else can be controlled, in the rest of the page. */
function Controls({ id }: { readonly id: MachineId }) {
  const phase = useMachine(id)?.status.phase;
  return (
    <div className={styles.controls}>
      <span>And in the rest of the page:</span>
      <Button
        label={phase === 'paused' ? 'Resume this machine' : 'Pause this machine'}
        look="plain"
        disabled={phase !== 'running' && phase !== 'paused'}
        onClick={() => perform(id, phase === 'paused' ? 'resume' : 'pause')}
      />
      <Button
        label="Freeze this machine"
        look="plain"
        disabled={phase !== 'running' && phase !== 'paused'}
        onClick={() => void freeze(id)}
      />
      <Button label="See the snapshots" look="plain" onClick={() => showPanel()} />
      <Button
        label="New machine, of other memory, disks and network card"
        look="plain"
        onClick={askForMachine}
      />
    </div>
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
