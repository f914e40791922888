import type { MachineId } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { report, say } from '../notices/notices.ts';
import { readTimeline } from './timeline-store.ts';

/** Machines of which a command is being taken back. */
const undoing = new Set<MachineId>();

/** Takes a machine back to before the last line was entered at its prompt; it lives on from there, and what came after is kept. */
export async function undoCommand(id: MachineId): Promise<void> {
  const client = clientOf(id);
  if (client === undefined || undoing.has(id)) return;
  undoing.add(id);
  try {
    const { commands, atNs } = await client.call((api) => api.timeline());
    const last = commands.findLast((ns) => ns < atNs);
    if (last === undefined) {
      say('There is no command to undo: the machine remembers none.');
      return;
    }
    await client.call((api) => api.rewindTo(last));
    await client.call((api) => api.takeOver());
    say('The last command is undone. What came after it is kept, as a snapshot.');
  } catch (error) {
    report(error);
  } finally {
    undoing.delete(id);
    void readTimeline(id);
  }
}
