import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { Button } from '../controls/Button.tsx';
import { usePreferences } from '../preferences/preferences.ts';
import { followCounters } from './counters-store.ts';
import styles from './Inside.module.css';
import { Key } from './kinds/Legend.tsx';
import { changeInside, payFocus, uncoverConsole, useCovered } from './panel-focus.ts';
import { type InsideTab, TABS } from './tabs.ts';

interface InsideProps {
  readonly onClose: () => void;
}

/** What the machine on the screen does, told by its own counts. */
export function Inside({ onClose }: InsideProps) {
  const kept = usePreferences((state) => state.inside.tab);
  const tab = TABS.find(({ id }) => id === kept) ?? TABS[0];
  const full = useCovered();
  const asideRef = useEscape(onClose);
  const roomId = useId();
  useEffect(followCounters, []);
  useEffect(payFocus, []);

  return (
    <aside ref={asideRef} className={styles.panel} data-full={full} aria-label="Inside">
      <div className={styles.head}>
        <h2 className="visually-hidden">Inside</h2>
        <Tabs chosen={tab} roomId={roomId} />
        <Button
          label={full ? 'Show the console' : 'Full screen'}
          icon={full ? 'shrink' : 'enlarge'}
          compact="always"
          onClick={() => changeInside({ full: !full })}
        />
        <Button label="Close Inside" icon="close" compact="always" onClick={onClose} />
      </div>
      <div
        key={tab.id}
        role="tabpanel"
        id={roomId}
        className={styles.room}
        aria-labelledby={`${roomId}-${tab.id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and by keyboard only what has the focus does.
        tabIndex={0}
      >
        <tab.Room />
      </div>
      <Key />
    </aside>
  );
}

function Tabs({ chosen, roomId }: { readonly chosen: InsideTab; readonly roomId: string }) {
  const listRef = useRef<HTMLDivElement>(null);
  const handleKey = (event: KeyboardEvent): void => {
    const target = neighbour(chosen, event.key);
    if (target === undefined) return;
    event.preventDefault();
    changeInside({ tab: target.id });
    listRef.current?.querySelectorAll<HTMLElement>('[role="tab"]')[TABS.indexOf(target)]?.focus();
  };
  return (
    <div ref={listRef} className={styles.tabs} role="tablist" aria-label="Inside">
      {TABS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${roomId}-${id}`}
          className={styles.tab}
          aria-selected={id === chosen.id}
          aria-controls={id === chosen.id ? roomId : undefined}
          tabIndex={id === chosen.id ? 0 : -1}
          onKeyDown={handleKey}
          onClick={() => changeInside({ tab: id })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function neighbour(tab: InsideTab, key: string): InsideTab | undefined {
  const index = TABS.indexOf(tab);
  switch (key) {
    case 'ArrowRight':
      return TABS[(index + 1) % TABS.length];
    case 'ArrowLeft':
      return TABS.at(index - 1);
    case 'Home':
      return TABS[0];
    case 'End':
      return TABS.at(-1);
    default:
      return undefined;
  }
}

/** Escape in the panel shows the console again, or closes the panel where the console is on the screen. */
function useEscape(onClose: () => void) {
  const asideRef = useRef<HTMLElement>(null);
  const latestClose = useRef(onClose);
  useEffect(() => {
    latestClose.current = onClose;
  });
  useEffect(() => {
    const handleKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const { activeElement } = document;
      // The console's Escape is the guest's, a dialog's its own; the focus is nowhere when what had it is gone.
      const isOurs = activeElement === document.body || asideRef.current?.contains(activeElement);
      if (!isOurs || document.querySelector('dialog[open], :popover-open') !== null) return;
      event.preventDefault();
      if (!uncoverConsole()) latestClose.current();
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, []);
  return asideRef;
}
