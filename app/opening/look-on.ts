import {
  type ConsoleInput,
  type ConsoleOutput,
  type ConsolePort,
  type LookOn,
  lookOnChannel,
} from '#protocol/console';
import type { LineageId } from '#protocol/snapshots';

/** A port to the console of a machine that another tab has: shows what it shows, and types nothing. */
export function lookOnPort(lineage: LineageId): ConsolePort {
  const channel = new BroadcastChannel(lookOnChannel(lineage));
  const port: ConsolePort = {
    postMessage: (message) => {
      // Safe: our own terminal posts nothing else.
      if ((message as ConsoleInput).kind === 'drawn') channel.postMessage(message);
    },
    onmessage: null,
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }) => {
    // Safe: only our own pages know the channel; others who look on post there, too.
    const { kind } = data as ConsoleOutput | ConsoleInput | LookOn;
    if (kind === 'redraw' || kind === 'output') port.onmessage?.({ data });
  };
  const look: LookOn = { kind: 'look' };
  channel.postMessage(look);
  return port;
}
