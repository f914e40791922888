import { type ComponentType, lazy } from 'react';
import { EventsWithWorlds } from './EventsWithWorlds.tsx';
import { Now } from './now/Now.tsx';

/** One room of the side panel. */
export interface InsideTab {
  /** Kept over reloads. */
  readonly id: string;
  readonly label: string;
  readonly Room: ComponentType;
}

const ConceptsRoom = lazy(async () => ({
  default: (await import('./ConceptsRoom.tsx')).ConceptsRoom,
}));
const AtlasRoom = lazy(async () => ({ default: (await import('./AtlasRoom.tsx')).AtlasRoom }));
const ModelRoom = lazy(async () => ({ default: (await import('./ModelRoom.tsx')).ModelRoom }));

/** In the order in which they are read; one is drawn at a time. */
export const TABS: readonly [InsideTab, ...InsideTab[]] = [
  { id: 'now', label: 'Now', Room: Now },
  { id: 'events', label: 'Events', Room: EventsWithWorlds },
  { id: 'concepts', label: 'Concepts', Room: ConceptsRoom },
  { id: 'atlas', label: 'Atlas', Room: AtlasRoom },
  { id: 'model', label: 'Model', Room: ModelRoom },
];
