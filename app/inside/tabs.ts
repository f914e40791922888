import type { ComponentType } from 'react';
import { EventsWithWorlds } from './EventsWithWorlds.tsx';
import { fetchedRoom } from './fetched-room.tsx';
import { Now } from './now/Now.tsx';

/** One room of the side panel. */
export interface InsideTab {
  /** Kept over reloads. */
  readonly id: string;
  readonly label: string;
  readonly Room: ComponentType;
}

const ConceptsRoom = fetchedRoom(
  'the concepts',
  async () => (await import('./ConceptsRoom.tsx')).ConceptsRoom,
);
const AtlasRoom = fetchedRoom('the atlas', async () => (await import('./AtlasRoom.tsx')).AtlasRoom);
const ModelRoom = fetchedRoom('the model', async () => (await import('./ModelRoom.tsx')).ModelRoom);

/** In the order in which they are read; one is drawn at a time. */
export const TABS: readonly [InsideTab, ...InsideTab[]] = [
  { id: 'now', label: 'Now', Room: Now },
  { id: 'events', label: 'Events', Room: EventsWithWorlds },
  { id: 'concepts', label: 'Concepts', Room: ConceptsRoom },
  { id: 'atlas', label: 'Atlas', Room: AtlasRoom },
  { id: 'model', label: 'Model', Room: ModelRoom },
];
