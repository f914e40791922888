import { create } from 'zustand';
import type { SnapshotInfo, UnreadableSnapshot } from '#protocol/snapshots';
import { presentOf, useLibrary } from '../library/store.ts';

/** What is asked about one snapshot. */
export interface AskedAboutOne {
  readonly kind: 'delete' | 'export' | 'elsewhere' | 'goBack';
  readonly info: SnapshotInfo;
}

/** What the panel asks in a dialog before, or shows in one after. */
export type Asked =
  | AskedAboutOne
  | { readonly kind: 'deleteUnreadable'; readonly snapshot: UnreadableSnapshot }
  | { readonly kind: 'compare'; readonly a: SnapshotInfo; readonly b: SnapshotInfo };

interface PanelState {
  readonly open: boolean;
  readonly asked: Asked | null;
  /** The first of two to be compared; the second is being picked. */
  readonly comparing: SnapshotInfo | null;
}

/** Read anywhere; written by the functions below. */
export const usePanel = create<PanelState>(() => ({ open: false, asked: null, comparing: null }));

export function openPanel(): void {
  usePanel.setState({ open: true });
}

export function closePanel(): void {
  usePanel.setState({ open: false, comparing: null });
}

export function ask(asked: Asked | null): void {
  usePanel.setState({ asked });
}

export function pickToCompare(comparing: SnapshotInfo | null): void {
  usePanel.setState({ comparing });
}

/** The second of two was picked: the older one comes first. */
export function compareWith(other: SnapshotInfo): void {
  const { comparing } = usePanel.getState();
  if (comparing === null) return;
  const { snapshots } = useLibrary.getState();
  const picked = presentOf(snapshots, comparing);
  const [a, b] = picked.createdAt <= other.createdAt ? [picked, other] : [other, picked];
  usePanel.setState({ comparing: null, asked: { kind: 'compare', a, b } });
}
