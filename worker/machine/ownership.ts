import { toFailure } from '#protocol/failure';
import type { LineageId } from '#protocol/snapshots';
import type { Claim, Claims } from './claims.ts';
import { takenOver, takenUnsaved } from './ends.ts';
import type { Keeper } from './keeper.ts';
import type { Power } from './power.ts';

/** Sees to it that a machine is in one tab at a time. */
export class Ownership {
  readonly #claims: Claims | undefined;
  readonly #power: Power;
  readonly #keeper: Keeper;
  #claim: Claim | null = null;

  /** @param claims nobody else can have the machine where there are none. */
  constructor(claims: Claims | undefined, power: Power, keeper: Keeper) {
    this.#claims = claims;
    this.#power = power;
    this.#keeper = keeper;
  }

  /** The machine is this tab's from now on. Fails with `MachineElsewhere`. */
  async claim(lineage: LineageId, takeOver: boolean): Promise<void> {
    const before = this.#claim;
    const claims = this.#claims;
    if (claims === undefined) return;
    this.#claim = await claims.claim(lineage, takeOver, {
      handleWanted: () => this.#yield(),
      handleLost: () => this.#handleTaken(),
      handleLookers: (port) => this.#power.console.show(port),
    });
    before?.release();
    // It may have failed while it was claimed.
    if (this.#power.status.phase === 'failed') this.letGo();
  }

  /** Where another tab has had the machine since it failed, this one is another from now on. */
  async claimAgain(): Promise<void> {
    if (this.#claim !== null) return;
    try {
      await this.claim(this.#keeper.lineage, false);
      await this.#keeper.own(this.#keeper.lineage);
    } catch (error) {
      if (toFailure(error)?.name !== 'MachineElsewhere') throw error;
      this.#keeper.leave();
      await this.claim(this.#keeper.lineage, false);
    }
  }

  /** The machine is lost: another tab may have it. */
  letGo(): void {
    this.#claim?.release();
    this.#claim = null;
    this.#power.console.hide();
  }

  /** Another tab wants the machine: it gets it saved. Resolves to why not, where it cannot be. */
  async #yield(): Promise<string | null> {
    const claim = this.#claim;
    const { cycle } = this.#power;
    cycle?.stop();
    const failure = await this.#keeper.keepAll();
    // The other tab has not waited.
    if (claim === null || this.#claim !== claim) return null;
    if (failure === null) {
      this.#handleTaken();
      return null;
    }
    if (this.#power.cycle === cycle && this.#power.runs) cycle?.start();
    return failure.message;
  }

  #handleTaken(): void {
    const { unsaved, savedAt } = this.#keeper;
    this.#keeper.leave();
    void this.#power.fail(unsaved ? takenUnsaved(savedAt) : takenOver(), this.#power.changes);
  }
}
