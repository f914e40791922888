import type { MachineId } from '#protocol/machine';

/** The element of a machine's tab. */
export function tabId(id: MachineId): string {
  return `tab-${id}`;
}

/** The element of what the tab shows. */
export function panelId(id: MachineId): string {
  return `panel-${id}`;
}
