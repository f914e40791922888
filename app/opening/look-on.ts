import {
  type ConsoleInput,
  type ConsoleOutput,
  type ConsolePort,
  type LookOn,
  lookOnChannel,
} from '#protocol/console';
import { machineLock } from '#protocol/machine';
import type { LineageId } from '#protocol/snapshots';

/** A tab that has just taken the machine over does not listen yet: it is asked so often until it shows something. */
const ASK_EVERY_MS = 1000;

/**
 * A port to the console of a machine that another tab has: shows what it shows, and types nothing. Where a third tab takes
 * the machine over it shows that one's; once no tab has it, it says so.
 */
export function lookOnPort(lineage: LineageId, handleGone: () => void): ConsolePort {
  const channel = new BroadcastChannel(lookOnChannel(lineage));
  const closing = new AbortController();
  const port: ConsolePort = {
    postMessage: (message) => {
      // Safe: our own terminal posts nothing else.
      if ((message as ConsoleInput).kind === 'drawn') channel.postMessage(message);
    },
    onmessage: null,
    close: () => {
      closing.abort();
      channel.close();
    },
  };
  channel.onmessage = ({ data }) => {
    // Safe: only our own pages know the channel; others who look on post there, too.
    const { kind } = data as ConsoleOutput | ConsoleInput | LookOn;
    if (kind !== 'redraw' && kind !== 'output') return;
    clearInterval(asking);
    port.onmessage?.({ data });
  };
  let asking: ReturnType<typeof setInterval> | undefined;
  const ask = (): void => {
    const message: LookOn = { kind: 'look' };
    channel.postMessage(message);
  };
  const look = (): void => {
    clearInterval(asking);
    ask();
    asking = setInterval(ask, ASK_EVERY_MS);
  };
  closing.signal.addEventListener('abort', () => clearInterval(asking));
  look();
  void follow(lineage, closing.signal, look, handleGone);
  return port;
}

/** Looks anew at each tab that has the machine after the one before. */
async function follow(
  lineage: LineageId,
  closing: AbortSignal,
  look: () => void,
  handleGone: () => void,
): Promise<void> {
  const name = machineLock(lineage);
  try {
    for (;;) {
      // Had as soon as the tab that has the machine lets go or dies; held by nobody here.
      await navigator.locks.request(name, { mode: 'shared', signal: closing }, () => {});
      const { held = [], pending = [] } = await navigator.locks.query();
      if (closing.aborted) return;
      const isTaken = [...held, ...pending].some(
        (lock) => lock.name === name && lock.mode === 'exclusive',
      );
      if (!isTaken) break;
      look();
    }
    handleGone();
  } catch (error) {
    if (!closing.aborted) throw error;
  }
}
