import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { MachineId } from '#protocol/machine';
import { readPageKey } from './console/shortcuts.ts';
import { type Click, Header } from './header/Header.tsx';
import { panelId } from './header/panel-ids.ts';
import type { AskedVerb } from './machine/MachineBar.tsx';
import { MachinePanel } from './machine/MachinePanel.tsx';
import { MachineQuestion } from './machine/MachineQuestion.tsx';
import { removeMachine } from './machines/fleet.ts';
import { hasEnded } from './machines/phase.ts';
import { useMachines } from './machines/store.ts';
import { freeze, start } from './machines/verbs.ts';
import { NoMachine } from './NoMachine.tsx';
import { NewMachineDialog } from './new-machine/NewMachineDialog.tsx';
import { Notices } from './notices/Notices.tsx';
import { useOpening } from './opening/opening.ts';
import styles from './Page.module.css';
import { DropTarget } from './snapshots/DropTarget.tsx';
import { closePanel, openPanel, usePanel } from './snapshots/panel-store.ts';
import { Questions } from './snapshots/Questions.tsx';
import { SnapshotsPanel } from './snapshots/SnapshotsPanel.tsx';

interface Asked {
  readonly id: MachineId;
  readonly verb: AskedVerb;
}

export function Page() {
  const ids = useMachines(useShallow((state) => state.entries.map(({ id }) => id)));
  const looking = useOpening((state) => state.looking);
  const panelOpen = usePanel((state) => state.open);
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
      <Header onNew={make} onRemove={askToRemove} onPick={focusConsole} onSnapshots={togglePanel} />
      <main className={styles.stage}>
        {ids.map((id) => (
          <MachinePanel
            key={id}
            id={id}
            onAsk={ask}
            onNew={() => setMaking(true)}
            onSnapshots={showPanel}
          />
        ))}
        {ids.length === 0 && !looking ? <NoMachine onNew={() => setMaking(true)} /> : null}
        {panelOpen ? (
          <SnapshotsPanel
            onClose={hidePanel}
            onResumed={() => {
              if (isNarrow()) hidePanel();
              else focusFocused();
            }}
          />
        ) : null}
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
    if (pageKey === 'snapshots') togglePanel({ detail: 0 });
    else if (focusedId !== null) void freeze(focusedId);
    return;
  }
  if (event.key !== 'F6' || event.defaultPrevented || focusedId === null) return;
  event.preventDefault();
  consoleOf(focusedId)?.focus();
}

const PANEL = 'aside[aria-label="Snapshots"]';

/** By keyboard the focus goes there, too; with a pointer the console keeps it, where both are on the screen. */
function togglePanel({ detail }: Click): void {
  if (usePanel.getState().open) {
    hidePanel();
    return;
  }
  openPanel();
  if (detail > 0 && !isNarrow()) focusFocused();
  else focusPanel();
}

function showPanel(): void {
  openPanel();
  focusPanel();
}

function focusPanel(): void {
  requestAnimationFrame(() => {
    const panel = document.querySelector<HTMLElement>(PANEL);
    (panel?.querySelector<HTMLElement>('li button') ?? panel)?.focus();
  });
}

/** The keyboard goes back to the machine when it was there. */
function hidePanel(): void {
  const { activeElement } = document;
  const held = activeElement === document.body || activeElement?.closest(PANEL);
  closePanel();
  if (held) focusFocused();
}

function focusFocused(): void {
  const { focusedId } = useMachines.getState();
  if (focusedId !== null) focusConsole(focusedId);
}

/** The panel has the whole screen. */
function isNarrow(): boolean {
  return window.matchMedia('(width < 700px)').matches;
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
