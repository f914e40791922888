import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { MachineId } from '#protocol/machine';
import { type PageKey, readPageKey } from './console/shortcuts.ts';
import { consoleOf, focusConsole, focusFocused } from './focus.ts';
import { type Click, Header } from './header/Header.tsx';
import { InsideLoader } from './inside/InsideLoader.tsx';
import {
  giveWayToSnapshots,
  hideInside,
  toggleInside,
  uncoverConsole,
  useCovered,
} from './inside/panel-focus.ts';
import type { AskedVerb } from './machine/MachineBar.tsx';
import { MachinePanel } from './machine/MachinePanel.tsx';
import { MachineQuestion } from './machine/MachineQuestion.tsx';
import { removeMachine } from './machines/fleet.ts';
import { hasEnded } from './machines/phase.ts';
import { useMachines } from './machines/store.ts';
import { freeze, start } from './machines/verbs.ts';
import { NoMachine } from './NoMachine.tsx';
import { askForMachine, stopAsking, useMaking } from './new-machine/making.ts';
import { NewMachineDialog } from './new-machine/NewMachineDialog.tsx';
import { Notices } from './notices/Notices.tsx';
import { useOpening } from './opening/opening.ts';
import styles from './Page.module.css';
import { usePreferences } from './preferences/preferences.ts';
import { DropTarget } from './snapshots/DropTarget.tsx';
import { hidePanel, showPanel, togglePanel } from './snapshots/panel-focus.ts';
import { usePanel } from './snapshots/panel-store.ts';
import { Questions } from './snapshots/Questions.tsx';
import { SnapshotsPanel } from './snapshots/SnapshotsPanel.tsx';
import { bookmark } from './timeline/bookmarks.ts';
import { takeStep } from './timeline/steps.ts';
import { undoCommand } from './timeline/undo.ts';

interface Asked {
  readonly id: MachineId;
  readonly verb: AskedVerb;
}

export function Page() {
  const ids = useMachines(useShallow((state) => state.entries.map(({ id }) => id)));
  const looking = useOpening((state) => state.looking);
  const panelOpen = usePanel((state) => state.open);
  const insideOpen = usePreferences((state) => state.inside.open);
  const covered = useCovered();
  const making = useMaking((state) => state.open);
  const [asked, setAsked] = useState<Asked | null>(null);

  useEffect(() => {
    // Not only within the page's own element: the focus is nowhere when a button that had it was disabled.
    document.addEventListener('keydown', handlePageKey);
    return () => document.removeEventListener('keydown', handlePageKey);
  }, []);

  useEffect(giveWayToSnapshots, []);

  const askToRemove = (id: MachineId): void => {
    const status = useMachines.getState().entries.find((entry) => entry.id === id)?.status;
    if (status !== undefined && hasEnded(status)) remove(id);
    else setAsked({ id, verb: 'remove' });
  };
  const make = ({ detail }: Click): void => {
    const { focusedId } = useMachines.getState();
    if (detail > 0 && focusedId !== null) consoleOf(focusedId)?.focus();
    askForMachine();
  };
  const ask = (id: MachineId, verb: AskedVerb): void => {
    if (verb === 'remove') askToRemove(id);
    else setAsked({ id, verb });
  };

  return (
    <div className={styles.page}>
      <Header
        onNew={make}
        onRemove={askToRemove}
        onPick={focusConsole}
        onSnapshots={togglePanel}
        onInside={toggleInside}
      />
      <main className={styles.stage} data-covered={covered}>
        {ids.map((id) => (
          <MachinePanel
            key={id}
            id={id}
            onAsk={ask}
            onNew={askForMachine}
            onSnapshots={showPanel}
          />
        ))}
        {ids.length === 0 && !looking ? <NoMachine onNew={askForMachine} /> : null}
        {panelOpen ? <SnapshotsPanel onClose={hidePanel} /> : null}
        {insideOpen ? <InsideLoader onClose={hideInside} /> : null}
      </main>
      {making ? <NewMachineDialog onStart={start} onClose={stopAsking} /> : null}
      {asked === null ? null : (
        <MachineQuestion
          id={asked.id}
          verb={asked.verb}
          onClose={() => setAsked(null)}
          onRemove={remove}
          onConsole={focusConsole}
        />
      )}
      <Questions />
      <DropTarget />
      <Notices />
    </div>
  );
}

/** F6 leads into the console, as it leads out of it. */
function handlePageKey(event: KeyboardEvent): void {
  const { focusedId } = useMachines.getState();
  // What is done to a machine waits until a question about it is answered.
  const pageKey = document.querySelector('dialog[open]') === null ? readPageKey(event) : null;
  if (pageKey !== null) {
    event.preventDefault();
    // Held down, it would do the same again and again.
    if (event.repeat) return;
    if (pageKey === 'snapshots') togglePanel({ detail: 0 });
    else if (pageKey === 'inside') toggleInside({ detail: 0 });
    else if (focusedId !== null) doToMachine(focusedId, pageKey);
    return;
  }
  if (event.key !== 'F6' || event.defaultPrevented || focusedId === null) return;
  event.preventDefault();
  if (uncoverConsole()) focusConsole(focusedId);
  else consoleOf(focusedId)?.focus();
}

function doToMachine(id: MachineId, key: Exclude<PageKey, 'snapshots' | 'inside'>): void {
  switch (key) {
    case 'freeze':
      void freeze(id);
      break;
    case 'undo':
      void undoCommand(id);
      break;
    case 'bookmark':
      void bookmark(id);
      break;
    case 'step':
      void takeStep(id);
      break;
  }
}

/** Removes a machine and gives the keyboard to the one that comes into focus. */
function remove(id: MachineId): void {
  removeMachine(id);
  focusFocused();
}
