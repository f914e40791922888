import { Events } from './events/Events.tsx';
import { useAssumptions } from './model/assumptions-store.ts';
import { eventWorlds } from './model/event-worlds.ts';
import { WORLD_WORDS } from './model/worlds.ts';

/** The table of events, each with what other worlds would do with it. */
export function EventsWithWorlds() {
  const leaves = useAssumptions((state) => state.leaves);
  const worldsOf = (event: string) =>
    eventWorlds(event, leaves).map(({ world, line }) => ({
      world: WORLD_WORDS[world].name,
      line,
    }));
  return <Events worldsOf={worldsOf} />;
}
