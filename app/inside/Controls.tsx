import { useEffect, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { focusTime } from '../focus.ts';
import { clientOf } from '../machines/fleet.ts';
import { useMachine } from '../machines/store.ts';
import { freeze, perform } from '../machines/verbs.ts';
import { askForMachine } from '../new-machine/making.ts';
import { report } from '../notices/notices.ts';
import { showPanel } from '../snapshots/panel-focus.ts';
import styles from './Controls.module.css';
import { uncoverConsole } from './panel-focus.ts';

/** In a second of the guest's: slow enough to be seen. */
const CAP_INSTRUCTIONS = 1_000_000;

interface ControlsProps {
  readonly id: MachineId;
}

/** What else can be controlled, in the rest of the page: a machine's time, its resources, its peripherals. */
export function Controls({ id }: ControlsProps) {
  const phase = useMachine(id)?.status.phase;
  const holds = phase !== 'running' && phase !== 'paused';
  const goToTime = (what: 'rate' | 'past'): void => {
    uncoverConsole();
    focusTime(id, what);
  };
  return (
    <section className={styles.controls} aria-label="In the rest of the page">
      <h4>Its time</h4>
      <div>
        <Button
          label={phase === 'paused' ? 'Resume this machine' : 'Pause this machine'}
          look="plain"
          disabled={holds}
          onClick={() => perform(id, phase === 'paused' ? 'resume' : 'pause')}
        />
        <Button
          label="Slow it down, or hurry it"
          title="The dial under the console"
          look="plain"
          disabled={holds}
          onClick={() => goToTime('rate')}
        />
        <Button
          label="Go back in it"
          title="The past under the console; the arrow keys go a second"
          look="plain"
          disabled={holds}
          onClick={() => goToTime('past')}
        />
        <Button
          label="Freeze this machine"
          look="plain"
          disabled={holds}
          onClick={() => void freeze(id)}
        />
        <Button label="See the snapshots" look="plain" onClick={() => showPanel()} />
      </div>
      <h4>Its resources and peripherals</h4>
      <div>
        <Cap id={id} disabled={holds} />
        <Button
          label="New machine, of other memory, disks and network card"
          look="plain"
          onClick={askForMachine}
        />
      </div>
    </section>
  );
}

/** The processor, as fast as it can be or slow. */
function Cap({ id, disabled }: ControlsProps & { readonly disabled: boolean }) {
  const [capped, setCapped] = useState(false);
  useEffect(() => {
    let shown = true;
    clientOf(id)
      ?.call((api) => api.tempo())
      .then(({ instructionsPerSecond }) => shown && setCapped(instructionsPerSecond !== null))
      .catch(() => {});
    return () => {
      shown = false;
    };
  }, [id]);
  const cap = (on: boolean): void => {
    clientOf(id)
      ?.call((api) => (on ? api.setCpuCap(CAP_INSTRUCTIONS) : api.setCpuCap()))
      .then(() => setCapped(on))
      .catch(report);
  };
  return (
    <Button
      label={capped ? 'Lift the cap' : 'Cap its processor at a million instructions a second'}
      look="plain"
      disabled={disabled}
      onClick={() => cap(!capped)}
    />
  );
}
