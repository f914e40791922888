import { useEffect, useMemo } from 'react';
import { assumedRanges, loadAssumptions, useAssumptions } from './assumptions-store.ts';
import type { Model } from './price.ts';

/** What is assumed now; what was kept comes back once somebody looks. */
export function useModel(): Model {
  const ranges = useAssumptions((state) => state.ranges);
  const leaves = useAssumptions((state) => state.leaves);
  useEffect(() => {
    void loadAssumptions();
  }, []);
  return useMemo(() => ({ ranges: assumedRanges({ ranges }), leaves }), [ranges, leaves]);
}
