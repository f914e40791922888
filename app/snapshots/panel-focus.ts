import { focusFocused } from '../focus.ts';
import type { Click } from '../header/Header.tsx';
import { closePanel, openPanel, usePanel } from './panel-store.ts';

const PANEL = 'aside[aria-label="Snapshots"]';

/** By keyboard the focus goes there, too; with a pointer the console keeps it, where both are on the screen. */
export function togglePanel({ detail }: Click): void {
  if (usePanel.getState().open) {
    hidePanel();
    return;
  }
  openPanel();
  if (detail > 0 && !isNarrow()) focusFocused();
  else focusPanel();
}

export function showPanel(): void {
  openPanel();
  focusPanel();
}

/** The keyboard goes back to the machine when it was there. */
export function hidePanel(): void {
  const { activeElement } = document;
  const held = activeElement === document.body || activeElement?.closest(PANEL);
  closePanel();
  if (held) focusFocused();
}

/** A machine goes on, and has the keyboard: a panel that has the whole screen makes room for it. */
export function showResumed(): void {
  if (isNarrow()) closePanel();
  focusFocused();
}

/** To the first snapshot: what cannot be read, and jobs, are lists, too. */
function focusPanel(): void {
  requestAnimationFrame(() => {
    const panel = document.querySelector<HTMLElement>(PANEL);
    (panel?.querySelector<HTMLElement>('[data-snapshot] button') ?? panel)?.focus();
  });
}

/** The panel has the whole screen. */
function isNarrow(): boolean {
  return window.matchMedia('(width < 700px)').matches;
}
