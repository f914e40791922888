import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { MachineId } from '#protocol/machine';
import { type Click, Header } from './header/Header.tsx';
import { panelId } from './header/panel-ids.ts';
import type { AskedVerb } from './machine/MachineBar.tsx';
import { MachinePanel } from './machine/MachinePanel.tsx';
import { MachineQuestion } from './machine/MachineQuestion.tsx';
import { removeMachine } from './machines/fleet.ts';
import { hasEnded } from './machines/phase.ts';
import { useMachines } from './machines/store.ts';
import { start } from './machines/verbs.ts';
import { NoMachine } from './NoMachine.tsx';
import { NewMachineDialog } from './new-machine/NewMachineDialog.tsx';
import { Notices } from './notices/Notices.tsx';
import styles from './Page.module.css';

interface Asked {
  readonly id: MachineId;
  readonly verb: AskedVerb;
}

export function Page() {
  const ids = useMachines(useShallow((state) => state.entries.map(({ id }) => id)));
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);

  useEffect(() => {
    // Not only within the page's own element: the focus is nowhere when a button that had it was disabled.
    document.addEventListener('keydown', handlePageKey);
    return () => document.removeEventListener('keydown', handlePageKey);
  }, []);

  const askToRemove = (id: MachineId): void => {
    const status = useMachines.getState().entries.find((entry) => entry.id === id)?.status;
    if (status !== undefined && hasEnded(status)) remove(id);
    else setAsked({ id, verb: 'remove' });
  };
  const make = ({ detail }: Click): void => {
    const { focusedId } = useMachines.getState();
    if (detail > 0 && focusedId !== null) consoleOf(focusedId)?.focus();
    setMaking(true);
  };
  const ask = (id: MachineId, verb: AskedVerb): void => {
    if (verb === 'remove') askToRemove(id);
    else setAsked({ id, verb });
  };

  return (
    <div className={styles.page}>
      <Header onNew={make} onRemove={askToRemove} onPick={focusConsole} />
      <main className={styles.stage}>
        {ids.map((id) => (
          <MachinePanel key={id} id={id} onAsk={ask} onNew={() => setMaking(true)} />
        ))}
        {ids.length === 0 ? <NoMachine onNew={() => setMaking(true)} /> : null}
      </main>
      {making ? <NewMachineDialog onStart={start} onClose={() => setMaking(false)} /> : null}
      {asked === null ? null : (
        <MachineQuestion
          id={asked.id}
          verb={asked.verb}
          onClose={() => setAsked(null)}
          onRemove={remove}
          onConsole={focusConsole}
        />
      )}
      <Notices />
    </div>
  );
}

/** F6 leads into the console, as it leads out of it. */
function handlePageKey(event: KeyboardEvent): void {
  const { focusedId } = useMachines.getState();
  if (event.key !== 'F6' || event.defaultPrevented || focusedId === null) return;
  event.preventDefault();
  consoleOf(focusedId)?.focus();
}

/** Removes a machine and gives the keyboard to the one that comes into focus. */
function remove(id: MachineId): void {
  removeMachine(id);
  const { focusedId } = useMachines.getState();
  if (focusedId !== null) focusConsole(focusedId);
}

/** Gives the keyboard to a machine's console, once its panel is on the screen. */
function focusConsole(id: MachineId): void {
  requestAnimationFrame(() => consoleOf(id)?.focus());
}

function consoleOf(id: MachineId): HTMLElement | null {
  return document.getElementById(panelId(id))?.querySelector('textarea') ?? null;
}
