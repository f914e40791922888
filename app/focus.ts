import type { MachineId } from '#protocol/machine';
import { panelId } from './header/panel-ids.ts';
import { useMachines } from './machines/store.ts';

/** Gives the keyboard to a machine's console, once its panel is on the screen. */
export function focusConsole(id: MachineId): void {
  requestAnimationFrame(() => consoleOf(id)?.focus());
}

/** The same, for the machine on the screen. */
export function focusFocused(): void {
  const { focusedId } = useMachines.getState();
  if (focusedId !== null) focusConsole(focusedId);
}

/** Where a machine's console reads keys; null while it is not drawn. */
export function consoleOf(id: MachineId): HTMLElement | null {
  return document.getElementById(panelId(id))?.querySelector('textarea') ?? null;
}

/** The same for what controls a machine's time: the dial of its rate, or its past. */
export function focusTime(id: MachineId, what: 'rate' | 'past'): void {
  const part = what === 'rate' ? 'input[type="range"]' : '[role="slider"]';
  requestAnimationFrame(() => {
    document.getElementById(panelId(id))?.querySelector<HTMLElement>(part)?.focus();
  });
}
