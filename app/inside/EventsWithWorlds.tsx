import { Events } from './events/Events.tsx';
import { eventWorlds } from './model/event-worlds.ts';
import { useModel } from './model/use-model.ts';
import { WORLD_WORDS } from './model/worlds.ts';

/** The table of events, each with what other worlds would do with it. */
export function EventsWithWorlds() {
  const { leaves } = useModel();
  const worldsOf = (event: string) =>
    eventWorlds(event, leaves).map(({ world, line }) => ({
      world: WORLD_WORDS[world].name,
      line,
    }));
  return <Events worldsOf={worldsOf} />;
}
