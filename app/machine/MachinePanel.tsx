import { useRef, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import { ConsoleView, type ConsoleViewHandle } from '../console/ConsoleView.tsx';
import { panelId, tabId } from '../header/panel-ids.ts';
import { clientOf } from '../machines/fleet.ts';
import { hasEnded, isStarting } from '../machines/phase.ts';
import { useMachine, useMachines } from '../machines/store.ts';
import { perform } from '../machines/verbs.ts';
import { EndStrip } from './EndStrip.tsx';
import { type AskedVerb, MachineBar } from './MachineBar.tsx';
import styles from './MachinePanel.module.css';
import { StartingOverlay } from './StartingOverlay.tsx';

interface MachinePanelProps {
  readonly id: MachineId;
  readonly onAsk: (id: MachineId, verb: AskedVerb) => void;
  readonly onNew: () => void;
}

/** One machine on the page. Out of focus it is only hidden: its console goes on. */
export function MachinePanel({ id, onAsk, onNew }: MachinePanelProps) {
  const machine = useMachine(id);
  const focused = useMachines((state) => state.focusedId === id);
  const [hasContent, setHasContent] = useState(false);
  const consoleRef = useRef<ConsoleViewHandle>(null);
  if (machine === undefined) return null;
  const { config, status, life } = machine;

  return (
    <div
      role="tabpanel"
      id={panelId(id)}
      className={styles.panel}
      aria-labelledby={tabId(id)}
      data-phase={status.phase}
      hidden={!focused}
    >
      <MachineBar
        machine={machine}
        onAsk={(verb) => onAsk(id, verb)}
        onFind={() => consoleRef.current?.find()}
        onConsole={() => consoleRef.current?.focus()}
      />
      <div className={styles.screen} data-ended={hasEnded(status)}>
        <ConsoleView
          ref={consoleRef}
          name={config.name}
          life={life}
          visible={focused}
          dead={hasEnded(status)}
          openConsole={() => clientOf(id)?.openConsole() ?? null}
          onContent={setHasContent}
          onLeave={() => document.getElementById(tabId(id))?.focus()}
        />
        {isStarting(status) && !hasContent ? (
          <StartingOverlay imageId={config.image} status={status} />
        ) : null}
      </div>
      <EndStrip
        machine={machine}
        onNew={onNew}
        onStartAgain={() => {
          perform(id, 'reset');
          consoleRef.current?.focus();
        }}
      />
    </div>
  );
}
