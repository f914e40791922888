import type { Tab } from './tab.ts';

/** A loop that works until it is broken off: what a busy machine does here. */
const LOOP = 'i=0; while :; do i=$((i+1)); done\r';
const CONTROL_C = '\x03';

/** Until the just-in-time compilers, v86's and the browser's, have done their work. */
const WARMS_UP_MS = 2500;

/** Sets the machine's shell to work, and waits until that is as fast as it gets. */
export async function keepBusy(tab: Tab): Promise<void> {
  await tab.type(LOOP);
  await tab.page.waitForTimeout(WARMS_UP_MS);
}

/** Breaks the work off. */
export async function letRest(tab: Tab): Promise<void> {
  await tab.type(CONTROL_C);
  await tab.time('true');
}
