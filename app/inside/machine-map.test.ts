import { expect, test } from 'vitest';
import { create } from 'zustand';
import type { MachineId } from '#protocol/machine';
import { type MachineEntry, useMachines } from '../machines/store.ts';
import { forgetRemoved } from './machine-map.ts';

// Safe: nothing here reads more of an entry than its id.
const entry = (id: string) => ({ id }) as MachineEntry;

test('what is kept of a machine goes with it, and nothing else does', () => {
  const store = create<ReadonlyMap<string, number>>(() => new Map());
  // Safe: as above.
  forgetRemoved(store, (key) => key.slice(2) as MachineId);
  useMachines.setState({ entries: [entry('one'), entry('two')] });
  store.setState(
    new Map([
      ['a one', 1],
      ['b one', 2],
      ['a two', 3],
    ]),
    true,
  );
  useMachines.setState({ entries: [entry('two'), entry('three')] });
  expect([...store.getState()]).toEqual([['a two', 3]]);
});
