import { focusFocused } from '../focus.ts';
import type { Click } from '../header/Header.tsx';
import { type InsideChoices, prefer, usePreferences } from '../preferences/preferences.ts';
import { closePanel, usePanel } from '../snapshots/panel-store.ts';

const PANEL = 'aside[aria-label="Inside"]';

/** The panel was opened for the keyboard before it was there. */
let focusOwed = false;

/** By keyboard the focus goes there, too; with a pointer the console keeps it, where it is on the screen. */
export function toggleInside({ detail }: Click): void {
  if (usePreferences.getState().inside.open) {
    hideInside();
    return;
  }
  closePanel();
  changeInside({ open: true });
  if (detail > 0 && !isFull()) focusFocused();
  else focusInside();
}

/** The keyboard goes back to the machine when it was there. */
export function hideInside(): void {
  const { activeElement } = document;
  const held = activeElement === document.body || activeElement?.closest(PANEL);
  changeInside({ open: false });
  if (held) focusFocused();
}

/** Two panels leave no room for the console: the one that is opened stays. */
export function giveWayToSnapshots(): () => void {
  return usePanel.subscribe(({ open }) => {
    if (open && usePreferences.getState().inside.open) changeInside({ open: false });
  });
}

/** Makes room for the console where the panel has it; whether it had. */
export function uncoverConsole(): boolean {
  if (!usePreferences.getState().inside.open || !isFull()) return false;
  changeInside({ full: false });
  return true;
}

/** Whether the panel has the console's room. */
export function useCovered(): boolean {
  return usePreferences(({ inside, theme }) => inside.open && coversConsole(inside, theme));
}

export function changeInside(change: Partial<InsideChoices>): void {
  prefer({ inside: { ...usePreferences.getState().inside, ...change } });
}

/** To the tab that is shown. */
export function focusInside(): void {
  focusOwed = true;
  requestAnimationFrame(payFocus);
}

/** Gives the keyboard to the panel, if it is there and was opened for it. */
export function payFocus(): void {
  const tab = document.querySelector<HTMLElement>(`${PANEL} [role="tab"][aria-selected="true"]`);
  if (!focusOwed || tab === null) return;
  focusOwed = false;
  tab.focus();
}

function isFull(): boolean {
  const { inside, theme } = usePreferences.getState();
  return coversConsole(inside, theme);
}

/** On a projector the panel is what is shown, unless it was made small there. */
function coversConsole({ full }: InsideChoices, theme: string): boolean {
  return full ?? theme === 'projector';
}
