import type { MachineId } from '#protocol/machine';
import { Popover } from '../controls/Popover.tsx';
import styles from './StepMenu.module.css';
import { STEPS, takeStep, useSteps } from './steps.ts';

/** How far it goes at once while it stands still; the card stays open, for the next step. */
export function StepMenu({ id }: { readonly id: MachineId }) {
  const last = useSteps((state) => state.target);
  return (
    <Popover
      label="Step"
      icon="step"
      title="Step (Ctrl Shift E: the same again)"
      shortcut="Control+Shift+E"
    >
      {() => (
        <div className={styles.menu}>
          <p className={styles.title}>On to the next</p>
          {STEPS.map(({ target, label }) => (
            <button
              key={target}
              type="button"
              className={styles.step}
              aria-current={target === last}
              onClick={() => void takeStep(id, target)}
            >
              {label}
            </button>
          ))}
          <p className={styles.keys}>Ctrl Shift E: the same again</p>
        </div>
      )}
    </Popover>
  );
}
