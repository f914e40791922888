import { get, set } from 'idb-keyval';
import { create } from 'zustand';
import {
  ASSUMPTION_IDS,
  ASSUMPTIONS,
  type Assumed,
  type AssumptionId,
  checkAssumption,
  type Range,
} from './assumptions.ts';
import { LEAVES_KEYS, type LeavesEdits, type LeavesKey } from './encounters.ts';
import { LEAVES, type Leaves } from './worlds.ts';

/** What somebody has assumed otherwise; all else is as it comes. */
export interface Edits {
  readonly ranges: Readonly<Partial<Record<AssumptionId, Range>>>;
  readonly leaves: LeavesEdits;
}

const KEY = 'assumptions';
const NO_EDITS: Edits = { ranges: {}, leaves: {} };

interface AssumptionsState extends Edits {
  /** What was kept has been read; before, nothing can be changed. */
  readonly loaded: boolean;
}

/** Read anywhere; written by the functions of this file. */
export const useAssumptions = create<AssumptionsState>(() => ({ ...NO_EDITS, loaded: false }));

/** All ranges, edits applied. */
export function assumedRanges({ ranges }: Pick<Edits, 'ranges'>): Assumed {
  // Each id gets its entry.
  return Object.fromEntries(
    ASSUMPTION_IDS.map((id) => [id, ranges[id] ?? standardRange(id)]),
  ) as Record<AssumptionId, Range>;
}

export function standardRange(id: AssumptionId): Range {
  const { low, high } = ASSUMPTIONS[id];
  return { low, high };
}

/** Takes a range from now on, or returns the sentence that says why not. */
export function assumeRange(id: AssumptionId, low: number, high: number): string | null {
  const refusal = checkAssumption(id, low, high);
  if (refusal !== null) return refusal;
  const { [id]: before, ...others } = useAssumptions.getState().ranges;
  const now = before ?? standardRange(id);
  if (low === now.low && high === now.high) return null;
  const standard = standardRange(id);
  const isStandard = low === standard.low && high === standard.high;
  write({ ranges: isStandard ? others : { ...others, [id]: { low, high } } });
  return null;
}

/** Says whether a class of events leaves the guest in a world; null: as it comes. */
export function assumeLeaves(key: LeavesKey, leaves: Leaves | null): void {
  const { [key]: _before, ...others } = useAssumptions.getState().leaves;
  write({ leaves: leaves === null ? others : { ...others, [key]: leaves } });
}

/** Everything as it comes. */
export function resetAssumptions(): void {
  write(NO_EDITS);
}

let loading: Promise<void> | null = null;

/** Brings back what was kept, once; a browser that keeps nothing has everything as it comes. */
export function loadAssumptions(): Promise<void> {
  loading ??= inStorage<unknown>(() => get(KEY)).then((kept) => {
    useAssumptions.setState({ ...readEdits(kept), loaded: true });
  });
  return loading;
}

/** Reads what storage held, which may be of any age and shape: what makes no sense is left as it comes. */
export function readEdits(kept: unknown): Edits {
  if (!isRecord(kept)) return NO_EDITS;
  return { ranges: readRanges(kept['ranges']), leaves: readLeaves(kept['leaves']) };
}

function readRanges(kept: unknown): Edits['ranges'] {
  if (!isRecord(kept)) return {};
  return Object.fromEntries(
    ASSUMPTION_IDS.flatMap((id) => {
      const range = kept[id];
      if (!isRecord(range)) return [];
      const { low, high } = range;
      if (typeof low !== 'number' || typeof high !== 'number') return [];
      return checkAssumption(id, low, high) === null ? [[id, { low, high }]] : [];
    }),
  );
}

function readLeaves(kept: unknown): LeavesEdits {
  if (!isRecord(kept)) return {};
  return Object.fromEntries(
    LEAVES_KEYS.flatMap((key) => {
      const leaves = LEAVES.find((known) => known === kept[key]);
      return leaves === undefined ? [] : [[key, leaves]];
    }),
  );
}

function write(change: Partial<Edits>): void {
  useAssumptions.setState(change);
  const { ranges, leaves } = useAssumptions.getState();
  void inStorage(() => set(KEY, { ranges, leaves }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Undefined where storage is refused, as by private windows and full disks: edits lost on reload, no more. */
async function inStorage<Answer>(access: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await access();
  } catch {
    return undefined;
  }
}
