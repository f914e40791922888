import type { FrozenMachine } from '#protocol/frozen-machine';
import type { SnapshotId } from '#protocol/snapshots';
import type { Library } from '../snapshots/library.ts';

/** A replay's text, as JSON has it. */
export interface ReplayJson {
  version: number;
  settings: Record<string, unknown>;
  stretches: Record<string, unknown>[];
}

/** What somebody who knows the format could change in a replay. */
export interface Forgery {
  readonly text?: (json: ReplayJson) => unknown;
  readonly written?: (text: string) => string | undefined;
  readonly facts?: (facts: FrozenMachine['facts']) => FrozenMachine['facts'];
}

/** Adds a replay that is another one but for what was forged. */
export async function forgeReplay(
  library: Library,
  id: SnapshotId,
  { text, written, facts }: Forgery,
): Promise<SnapshotId> {
  const stored = await library.read(id);
  const { replay = '', ...texts } = stored.texts;
  // Safe: a machine wrote it.
  const json = JSON.parse(replay) as ReplayJson;
  const forged = written ? written(replay) : JSON.stringify(text?.(json) ?? json);
  const info = await library.write({
    ...stored,
    facts: facts?.(stored.facts) ?? stored.facts,
    kind: 'replay',
    name: 'forged',
    pauseMs: 0,
    writer: null,
    base: null,
    texts: { ...texts, ...(forged !== undefined && { replay: forged }) },
  });
  return info.id;
}

/** A stretch's log in JSON with bytes in place of as many others, of which it has one run; null: it has none. */
export function withBytes(base64: unknown, bytes: string, others: string): string | null {
  const log = atob(String(base64));
  return log.includes(bytes) ? btoa(log.replace(bytes, others)) : null;
}
