import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { InsideButton } from '../inside/InsideButton.tsx';
import { isStarting } from '../machines/phase.ts';
import { useMachines } from '../machines/store.ts';
import { SnapshotsButton } from '../snapshots/SnapshotsButton.tsx';
import { Appearance } from './Appearance.tsx';
import { FontSize } from './FontSize.tsx';
import { Globe } from './Globe.tsx';
import styles from './Header.module.css';
import { MachineTabs } from './MachineTabs.tsx';

/** A click; by keyboard, which is no pointer's, it counts no clicks. */
export interface Click {
  readonly detail: number;
}

interface HeaderProps {
  readonly onNew: (click: Click) => void;
  readonly onRemove: (id: MachineId) => void;
  readonly onPick: (id: MachineId) => void;
  readonly onSnapshots: (click: Click) => void;
  readonly onInside: (click: Click) => void;
}

export function Header({ onNew, onRemove, onPick, onSnapshots, onInside }: HeaderProps) {
  const snowing = useMachines((state) => state.entries.some(({ status }) => isStarting(status)));
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <Globe size={28} snowing={snowing} />
        <span className={styles.word}>Snowglobe</span>
      </h1>
      <MachineTabs onRemove={onRemove} onPick={onPick} />
      <div className={styles.new}>
        <Button label="New machine" icon="plus" compact="narrow" onClick={onNew} />
      </div>
      <div className={styles.end}>
        <InsideButton onClick={onInside} />
        <SnapshotsButton onClick={onSnapshots} />
        <div className={styles.wide}>
          <FontSize />
        </div>
        <Appearance />
      </div>
    </header>
  );
}
