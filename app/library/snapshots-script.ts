import type { Snapshots } from '#protocol/snowglobe';
import { fileLocations } from '../machines/file-locations.ts';
import { askLibrary } from './library.ts';

/** The library of snapshots as scripts have it. */
export const snapshots: Snapshots = {
  list: () => askLibrary((api) => api.list()),
  delete: (id) => askLibrary((api) => api.delete(id)),
  rename: (id, name) => askLibrary((api) => api.rename(id, name)),
  export: (id, options) => askLibrary((api) => api.export(id, fileLocations(), options)),
  exportV86State: (id) => askLibrary((api) => api.exportV86State(id)),
  import: (blob) => askLibrary((api) => api.import(blob)),
  verify: (id) => askLibrary((api) => api.verify(id)),
  compare: (a, b) => askLibrary((api) => api.compare(a, b)),
  storage: () => askLibrary((api) => api.storage()),
};
