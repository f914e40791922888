import type { LineageId, SnapshotId, SnapshotInfo } from '#protocol/snapshots';

/** One snapshot in its place in the list. */
export interface Row {
  readonly info: SnapshotInfo;
  /** How many times its line branched off another. */
  readonly depth: number;
  /** The first of a branch: the name of the snapshot that it was resumed from. */
  readonly branchedFrom: string | null;
}

/** The snapshots of one machine, and of what was resumed from them. */
export interface Family {
  readonly lineage: LineageId;
  readonly name: string;
  readonly rows: readonly Row[];
}

/**
 * Orders snapshots for a list: each machine's newest first, the machine with the newest of all first. A branch stands just
 * above the snapshot that it comes from; the line that leads to the newest is not indented, and goes on by what is no replay where it can.
 */
export function familiesOf(snapshots: readonly SnapshotInfo[]): readonly Family[] {
  const tree = new Tree(snapshots);
  const families = new Map<LineageId, { name: string; rows: Row[] }>();
  const roots = tree.roots().toSorted((a, b) => tree.newestIn(b) - tree.newestIn(a));
  for (const root of roots) {
    const { lineage, machine } = root;
    const family = families.get(lineage) ?? { name: machine.name, rows: [] };
    families.set(lineage, family);
    family.rows.push(...tree.rows(root));
  }
  return [...families].map(([lineage, { name, rows }]) => ({ lineage, name, rows }));
}

class Tree {
  readonly #snapshots: readonly SnapshotInfo[];
  readonly #children = new Map<SnapshotId, SnapshotInfo[]>();
  readonly #newest = new Map<SnapshotId, number>();
  readonly #parentOf = new Map<SnapshotId, SnapshotInfo>();

  constructor(snapshots: readonly SnapshotInfo[]) {
    this.#snapshots = snapshots;
    const byId = new Map(snapshots.map((info) => [info.id, info]));
    for (const info of snapshots) {
      const parent = info.parent === null ? undefined : byId.get(info.parent);
      if (parent === undefined || this.#leadsTo(parent, info)) continue;
      this.#parentOf.set(info.id, parent);
      const siblings = this.#children.get(parent.id) ?? [];
      siblings.push(info);
      this.#children.set(parent.id, siblings);
    }
    for (const info of snapshots) this.#tellAncestors(info);
  }

  roots(): SnapshotInfo[] {
    return this.#snapshots.filter(({ id }) => !this.#parentOf.has(id));
  }

  /** When the newest of a snapshot's line and branches was made. */
  newestIn({ id }: SnapshotInfo): number {
    return this.#newest.get(id) ?? 0;
  }

  rows(root: SnapshotInfo, depth = 0): Row[] {
    const line: SnapshotInfo[] = [];
    const branches = new Map<SnapshotId, SnapshotInfo[]>();
    for (let at: SnapshotInfo | undefined = root; at !== undefined; ) {
      line.push(at);
      const [heir, ...others] = (this.#children.get(at.id) ?? []).toSorted(
        (a, b) =>
          Number(a.kind === 'replay') - Number(b.kind === 'replay') ||
          this.newestIn(b) - this.newestIn(a),
      );
      branches.set(at.id, others);
      at = heir;
    }
    return line.toReversed().flatMap((info) => [
      ...(branches.get(info.id) ?? []).flatMap((branch) => this.rows(branch, depth + 1)),
      {
        info,
        depth,
        branchedFrom: info === root ? (this.#parentOf.get(info.id)?.name ?? null) : null,
      },
    ]);
  }

  /** Files from elsewhere may say anything, circles too. */
  #leadsTo(from: SnapshotInfo, target: SnapshotInfo): boolean {
    for (
      let at: SnapshotInfo | undefined = from;
      at !== undefined;
      at = this.#parentOf.get(at.id)
    ) {
      if (at.id === target.id) return true;
    }
    return false;
  }

  #tellAncestors({ id, createdAt }: SnapshotInfo): void {
    for (let at: SnapshotId | undefined = id; at !== undefined; at = this.#parentOf.get(at)?.id) {
      if ((this.#newest.get(at) ?? -1) >= createdAt) return;
      this.#newest.set(at, createdAt);
    }
  }
}
