import { sliceFor, type Tempo, USUAL_TEMPO } from '#protocol/tempo';
import type { Engine } from '../engine/engine.ts';
import { PacedTime } from './paced-time.ts';
import type { PowerCycle } from './power-cycle.ts';

/** How a machine's time goes, over all its power cycles. */
export class Pace {
  #tempo = USUAL_TEMPO;
  #time: PacedTime | null = null;

  get tempo(): Tempo {
    return this.#tempo;
  }

  /** The time of a power cycle that begins. */
  newTime(): PacedTime {
    this.#time = new PacedTime(this.#tempo);
    return this.#time;
  }

  /** Makes time go otherwise from now on; in `cycle`, whose slices are `usual` instructions long, if there is one. */
  change(tempo: Tempo, cycle: PowerCycle | null, usual: number | null): void {
    this.#tempo = tempo;
    if (cycle === null) return;
    this.#time?.change(tempo, cycle.progress.guestTimeNs);
    if (usual !== null) this.adapt(cycle.engine, usual);
    cycle.hurry();
  }

  /** Makes slices as short as the tempo wants them. Legal in the present. */
  adapt(engine: Engine, usual: number): void {
    const instructions = sliceFor(this.#tempo, usual);
    if (instructions === engine.sliceInstructions) return;
    engine.give({ kind: 'sliceLength', instructions });
  }
}
