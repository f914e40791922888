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
