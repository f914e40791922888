import { type ReactNode, type ToggleEvent, useEffect, useId, useRef } from 'react';
import { Button } from './Button.tsx';
import type { IconName } from './Icon.tsx';
import styles from './Popover.module.css';

/** Between the button and what it opens, and at the window's edges. */
const GAP_PX = 8;

interface PopoverProps {
  /** Of the button, and of what it opens. */
  readonly label: string;
  readonly icon: IconName;
  readonly title?: string;
  readonly shortcut?: string;
  /** What is typed goes into its first field as soon as it is open. */
  readonly eager?: boolean;
  readonly onOpen?: () => void;
  /** Gets what closes it. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small card above itself; Escape, and a click elsewhere, close it. */
export function Popover({ label, icon, title, shortcut, eager, onOpen, children }: PopoverProps) {
  const id = useId();
  const cardRef = useRef<HTMLElement>(null);
  const openerRef = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const handleResize = (): void => {
      if (cardRef.current?.matches(':popover-open')) place(cardRef.current, openerRef.current);
    };
    window.addEventListener('resize', handleResize);
    return () => window.removeEventListener('resize', handleResize);
  }, []);
  const handleToggle = ({ newState }: ToggleEvent<HTMLElement>): void => {
    if (newState !== 'open') return;
    place(cardRef.current, openerRef.current);
    if (eager) cardRef.current?.querySelector('input')?.focus();
    onOpen?.();
  };
  return (
    <>
      <Button
        ref={openerRef}
        label={label}
        icon={icon}
        compact="always"
        title={title ?? label}
        popoverTarget={id}
        aria-keyshortcuts={shortcut}
      />
      <section
        ref={cardRef}
        id={id}
        popover="auto"
        className={styles.card}
        aria-label={label}
        onToggle={handleToggle}
      >
        {children(() => cardRef.current?.hidePopover())}
      </section>
    </>
  );
}

/** Its bottom edge stays where it is when it grows. */
function place(card: HTMLElement | null, opener: HTMLElement | null): void {
  if (card === null || opener === null) return;
  const { left, right, top } = opener.getBoundingClientRect();
  const width = card.offsetWidth;
  const middle = (left + right - width) / 2;
  card.style.left = `${Math.max(GAP_PX, Math.min(innerWidth - width - GAP_PX, middle))}px`;
  card.style.bottom = `${innerHeight - top + GAP_PX}px`;
  card.style.maxHeight = `${top - 2 * GAP_PX}px`;
}
