import { type ConsoleInput, type ConsolePort, type LookOn, lookOnChannel } from '#protocol/console';
import type { LineageId } from '#protocol/snapshots';

/**
 * Waits for tabs that look on at a machine, and gives `show` a port to all of them whenever one comes: the screen is
 * drawn anew for everybody then. Returns what ends it.
 */
export function welcomeLookers(lineage: LineageId, show: (port: ConsolePort) => void): () => void {
  const channel = new BroadcastChannel(lookOnChannel(lineage));
  channel.onmessage = ({ data }) => {
    // Safe: only our own pages know the channel.
    const message = data as LookOn | ConsoleInput;
    if (message.kind === 'look') show(portTo(lineage));
  };
  return () => channel.close();
}

function portTo(lineage: LineageId): ConsolePort {
  const channel = new BroadcastChannel(lookOnChannel(lineage));
  const port: ConsolePort = {
    // A channel copies: nothing is transferred.
    postMessage: (message) => channel.postMessage(message),
    onmessage: null,
    close: () => channel.close(),
  };
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (isReceipt(data)) port.onmessage?.({ data });
  };
  return port;
}

/** Others on the channel are lookers who come, and the machine's own words to them. */
function isReceipt(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'drawn';
}
