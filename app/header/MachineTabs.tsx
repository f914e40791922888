import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useShallow } from 'zustand/shallow';
import type { MachineId } from '#protocol/machine';
import { Icon } from '../controls/Icon.tsx';
import { focusMachine } from '../machines/fleet.ts';
import { useMachine, useMachines } from '../machines/store.ts';
import { useStatusWord } from '../timeline/status-word.ts';
import styles from './MachineTabs.module.css';
import { panelId, tabId } from './panel-ids.ts';

interface MachineTabsProps {
  readonly onRemove: (id: MachineId) => void;
  /** A machine was picked with the pointer or Enter: its console wants the keyboard. */
  readonly onPick: (id: MachineId) => void;
}

/** One tab a machine. Arrow keys move between them, Delete removes one. */
export function MachineTabs({ onRemove, onPick }: MachineTabsProps) {
  const ids = useMachines(useShallow((state) => state.entries.map(({ id }) => id)));
  const listRef = useRef<HTMLDivElement>(null);

  const handleKey = (event: KeyboardEvent, id: MachineId): void => {
    if (event.key === 'Delete') {
      event.preventDefault();
      onRemove(id);
      return;
    }
    const target = neighbour(ids, id, event.key);
    if (target === undefined) return;
    event.preventDefault();
    focusMachine(target);
    listRef.current?.querySelector<HTMLElement>(`#${tabId(target)}`)?.focus();
  };

  const focusedId = useMachines((state) => state.focusedId);
  useEffect(() => {
    if (focusedId === null) return;
    const list = listRef.current;
    if (list === null) return;
    const show = (): void =>
      list
        .querySelector(`#${tabId(focusedId)}`)
        ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    show();
    // A narrower window may hide it again.
    const widths = new ResizeObserver(show);
    widths.observe(list);
    return () => widths.disconnect();
  }, [focusedId]);

  if (ids.length === 0) return null;
  return (
    <div ref={listRef} className={styles.tabs} role="tablist" aria-label="Machines">
      {ids.map((id) => (
        <MachineTab key={id} id={id} onKey={handleKey} onRemove={onRemove} onPick={onPick} />
      ))}
    </div>
  );
}

interface MachineTabProps extends MachineTabsProps {
  readonly id: MachineId;
  readonly onKey: (event: KeyboardEvent, id: MachineId) => void;
}

function MachineTab({ id, onKey, onRemove, onPick }: MachineTabProps) {
  const name = useMachine(id)?.config.name ?? '';
  const status = useMachine(id)?.status ?? { phase: 'off', by: 'user' };
  const word = useStatusWord(id, status);
  const focused = useMachines((state) => state.focusedId === id);
  return (
    <button
      type="button"
      role="tab"
      id={tabId(id)}
      className={styles.tab}
      aria-selected={focused}
      aria-controls={panelId(id)}
      aria-keyshortcuts="Delete"
      tabIndex={focused ? 0 : -1}
      data-phase={status.phase}
      title={`${name} – ${word}`}
      onKeyDown={(event) => onKey(event, id)}
      onClick={(event) => {
        const onCross = event.target instanceof Element && event.target.closest('[data-cross]');
        if (onCross) {
          onRemove(id);
          return;
        }
        focusMachine(id);
        onPick(id);
      }}
    >
      <span className={styles.dot} />
      <span className={styles.name}>{name}</span>
      <span className="visually-hidden">{word}</span>
      {/* For the pointer; the keyboard has Delete, and the machine's bar a button. */}
      <span className={styles.cross} data-cross aria-hidden="true">
        <Icon name="close" />
      </span>
    </button>
  );
}

function neighbour(ids: readonly MachineId[], id: MachineId, key: string): MachineId | undefined {
  const index = ids.indexOf(id);
  switch (key) {
    case 'ArrowRight':
      return ids[(index + 1) % ids.length];
    case 'ArrowLeft':
      return ids.at(index - 1);
    case 'Home':
      return ids[0];
    case 'End':
      return ids.at(-1);
    default:
      return undefined;
  }
}
