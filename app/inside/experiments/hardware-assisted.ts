import type { Cost, MeasuredCounts } from '#protocol/counters';
import type { Range } from '../model/assumptions.ts';
import { assumedRanges, loadAssumptions, useAssumptions } from '../model/assumptions-store.ts';
import { countClasses } from '../model/counted.ts';
import { editedEncounter } from '../model/encounters.ts';
import { leavingShare, type Model } from '../model/price.ts';
import { quantityText, rangeText } from '../model/range-words.ts';
import { type DirectWorld, EVENT_CLASSES, type EventClass } from '../model/worlds.ts';
import { countText } from '../numbers.ts';
import {
  type Experiment,
  type Finding,
  measured,
  modelledRow,
  requireCounted,
} from './experiment.ts';
import { forkLoop } from './fork-loop.ts';
import { counted, modelled, verdict } from './verdict.ts';

const FORKS = 40;
const FORK = forkLoop(FORKS);

/** What a kernel that is the monitor hands on to a program. */
const OF_DEVICES: readonly EventClass[] = ['portIo8', 'portIo16', 'portIo32', 'mmio'];

export const hardwareAssisted: Experiment = {
  id: 'hardware-assisted',
  title: 'What would leave the guest, without the processor’s help and with it',
  about:
    'A loop of the shell’s starts a program in each round: new address spaces, page faults, interrupts off and on. These are counted; the table of assumptions says which of them would call a monitor that waits for faults, and which one that the processor helps with a mode for guests and page tables of its own. Events that are only sampled, or not counted at all, are left out.',
  commands: [FORK],
  cited: {
    by: 'S4',
    says: 'New processors “contain instructions and hardware capabilities that make heavy-weight virtualization more efficient”.',
  },
  async run(bench) {
    const { cost } = await bench.run(FORK);
    await loadAssumptions();
    const { ranges, leaves } = useAssumptions.getState();
    return hardwareAssistedFinding(cost, { ranges: assumedRanges({ ranges }), leaves });
  },
};

/** What of a loop of fork and exec leaves the guest in two worlds, by what is assumed of them. */
export function hardwareAssistedFinding({ measured: counts }: Cost, model: Model): Finding {
  const { events } = counts;
  requireCounted(counts.instructions, 'instructions');
  requireCounted(events.pageFault, 'page faults', FORKS);
  requireCounted(events.writeCr3, 'switches of the address space', FORKS);
  requireCounted(events.cli, 'interrupts off');
  const trapped = leavingIn('trapAndEmulate', EVENT_CLASSES, counts, model);
  const exits = leavingIn('hardwareAssisted', EVENT_CLASSES, counts, model);
  const onward = leavingIn('hardwareAssisted', OF_DEVICES, counts, model);
  const holds = exits.high < trapped.low;
  return {
    parameters: { forks: FORKS },
    rows: [
      measured('instructions', counts.instructions),
      measured('page faults', events.pageFault),
      measured('switches of the address space (CR3)', events.writeCr3),
      measured('interrupts off and on (CLI, STI)', events.cli + events.sti),
      ...rowsOf('calls of a monitor that waits for faults', trapped),
      ...rowsOf('exits, with the processor’s help', exits),
      ...rowsOf('of these, for devices', onward),
    ],
    holds,
    verdict: verdict`Of ${counted(countText(counts.instructions))} instructions ${timesOf(trapped)} would call a monitor that waits for faults, and ${timesOf(exits)} make a processor with a mode for guests leave it: ${holds ? 'its help keeps most of them in the guest, as claimed' : 'by these assumptions its help does not surely keep more in the guest'}.`,
  };
}

const timesOf = (range: Range) => modelled(rangeText(range, quantityText));

function rowsOf(what: string, { low, high }: Range) {
  return [
    modelledRow(`${what}, at least`, Math.round(low)),
    modelledRow(`${what}, at most`, Math.round(high)),
  ];
}

/** Of the events that are counted exactly, those for which the guest is left. */
function leavingIn(
  world: DirectWorld,
  classes: readonly EventClass[],
  counts: MeasuredCounts,
  { ranges, leaves }: Model,
): Range {
  const all = countClasses(counts, null, ranges);
  const left = classes
    .filter((eventClass) => all[eventClass].basis === 'measured')
    .map((eventClass) => {
      const share = leavingShare(editedEncounter(eventClass, world, leaves), ranges);
      const { low, high } = all[eventClass].count;
      return { low: low * share.low, high: high * share.high };
    });
  return {
    low: left.reduce((sum, { low }) => sum + low, 0),
    high: left.reduce((sum, { high }) => sum + high, 0),
  };
}
