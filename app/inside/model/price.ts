import type { MeasuredCounts, SampledCounts } from '#protocol/counters';
import { ASSUMPTIONS, type Assumed, type AssumptionId, type Range } from './assumptions.ts';
import { type ClassCount, countClasses, unpricedMnemonics } from './counted.ts';
import { type Encounter, editedEncounter, type LeavesEdits } from './encounters.ts';
import {
  CLASS_WORDS,
  type DirectWorld,
  EVENT_CLASSES,
  type EventClass,
  type Leaves,
  WORLDS,
  type World,
} from './worlds.ts';

/** What one class of events costs in one world. */
export interface ClassPrice {
  readonly eventClass: EventClass;
  readonly leaves: Leaves;
  readonly basis: ClassCount['basis'];
  readonly count: Range;
  /** Of `count`, those for which the processor leaves the guest. */
  readonly leaving: Range;
  readonly hostCycles: Range;
  readonly hostMs: Range;
}

export interface ShownPrice {
  readonly world: World;
  readonly shown: true;
  /** Those that happened. */
  readonly classes: readonly ClassPrice[];
  readonly leaving: Range;
  readonly hostCycles: Range;
  readonly hostMs: Range;
  /**
   * Instructions that told the guest about the host, or did nothing, without anybody noticing; at most, since programs
   * may run some of them harmlessly.
   */
  readonly deceivedAtMost: number;
  /** Classes known from samples alone that could be most of the upper end, and may be nothing. */
  readonly hardlySampled: readonly EventClass[];
  /** What the totals do not contain. */
  readonly leftOut: readonly string[];
}

export interface HiddenPrice {
  readonly world: World;
  readonly shown: false;
  readonly because: string;
}

export type WorldPrice = ShownPrice | HiddenPrice;

export interface Model {
  readonly ranges: Assumed;
  readonly leaves: LeavesEdits;
}

/** A model is not shown where classes that nothing counts could be more than this part of what it says; where samples are too few to tell, it is said. */
const LARGE_PART = 0.5;

const NONE: Range = { low: 0, high: 0 };

/** What the machine's events would have cost in each world. */
export function priceWorlds(
  measured: MeasuredCounts,
  sampled: SampledCounts | null,
  model: Model,
): readonly WorldPrice[] {
  const counts = countClasses(measured, sampled, model.ranges);
  return WORLDS.map((world): WorldPrice => {
    if (measured.instructions === 0) {
      return { world, shown: false, because: 'Nothing has run yet, so there is nothing to price.' };
    }
    const classes = EVENT_CLASSES.map((eventClass) =>
      priceClass(eventClass, world, counts[eventClass], model),
    );
    return judge(world, classes, leftOut(world, classes, unpricedMnemonics(sampled), model), model);
  });
}

function judge(
  world: World,
  all: readonly ClassPrice[],
  missing: readonly string[],
  model: Model,
): WorldPrice {
  const unsampled = all.filter(
    ({ eventClass, basis }) => basis === 'unknown' && costs(eventClass, world, model),
  );
  if (unsampled.length > 0) return { world, shown: false, because: lacksSamples(unsampled) };
  const classes = all.filter(({ count }) => count.high > 0);
  const hostCycles = total(classes.map((price) => price.hostCycles));
  const guessed = classes.filter(
    ({ basis, hostCycles: { high } }) => basis === 'assumed' && high > 0,
  );
  const guessedCycles = total(guessed.map((price) => price.hostCycles));
  if (guessedCycles.high > LARGE_PART * hostCycles.high) {
    return { world, shown: false, because: lacks(guessed) };
  }
  return {
    world,
    shown: true,
    classes,
    leaving: total(classes.map((price) => price.leaving)),
    hostCycles,
    hostMs: total(classes.map((price) => price.hostMs)),
    deceivedAtMost: classes
      .filter(({ eventClass }) => encounterIn(eventClass, world, model)?.deceives === true)
      .reduce((sum, { count, leaving }) => sum + count.high - leaving.low, 0),
    hardlySampled: hardlySampled(classes, hostCycles),
    leftOut: missing,
  };
}

function hardlySampled(classes: readonly ClassPrice[], whole: Range): readonly EventClass[] {
  const unsure = classes.filter(
    ({ basis, hostCycles: { low, high } }) => basis === 'sampled' && high > low,
  );
  const width = unsure.reduce((sum, { hostCycles: { low, high } }) => sum + high - low, 0);
  return width > LARGE_PART * whole.high ? unsure.map(({ eventClass }) => eventClass) : [];
}

function lacks(guessed: readonly ClassPrice[]): string {
  const names = namesOf(guessed);
  return `More than half of its cost could be ${names}: nothing counts that here, and the rest alone would be too little.`;
}

function lacksSamples(unsampled: readonly ClassPrice[]): string {
  return `How much of its cost is ${namesOf(unsampled)} is known from samples alone, and there is none yet. They are taken while this panel is open and the machine executes something.`;
}

function namesOf(classes: readonly ClassPrice[]): string {
  return classes.map(({ eventClass }) => `“${CLASS_WORDS[eventClass]}”`).join(' and ');
}

/** Undefined in emulation, where nothing is left. */
function encounterIn(
  eventClass: EventClass,
  world: World,
  { leaves }: Model,
): Encounter | undefined {
  return world === 'emulation' ? undefined : editedEncounter(eventClass, world, leaves);
}

function priceClass(
  eventClass: EventClass,
  world: World,
  { count, basis }: ClassCount,
  model: Model,
): ClassPrice {
  const met = encounterIn(eventClass, world, model);
  if (met === undefined) return priceEmulated(eventClass, count, basis, model.ranges);
  const share = leavingShare(met, model.ranges);
  const costs = {
    leaving: added(met.leaving, model.ranges),
    staying: added(met.staying, model.ranges),
  };
  const ends = [share.low, share.high];
  const each = {
    low: Math.min(...ends.map((part) => part * costs.leaving.low + (1 - part) * costs.staying.low)),
    high: Math.max(
      ...ends.map((part) => part * costs.leaving.high + (1 - part) * costs.staying.high),
    ),
  };
  const hostCycles = product(count, each);
  return {
    eventClass,
    leaves: met.leaves,
    basis,
    count,
    leaving: product(count, share),
    hostCycles,
    hostMs: cyclesToMs(hostCycles, model.ranges.hostClockGhz),
  };
}

/** Whatever an instruction does, the emulator does it; the cost of all of them is that of one class. */
function priceEmulated(
  eventClass: EventClass,
  count: Range,
  basis: ClassCount['basis'],
  { emulatedInstructionNs, hostClockGhz }: Assumed,
): ClassPrice {
  const ns = eventClass === 'instruction' ? product(count, emulatedInstructionNs) : NONE;
  return {
    eventClass,
    leaves: 'never',
    basis,
    count,
    leaving: NONE,
    hostCycles: product(ns, hostClockGhz),
    hostMs: { low: ns.low / 1e6, high: ns.high / 1e6 },
  };
}

/** The part of a class's events for which the guest is left. */
export function leavingShare({ leaves, share }: Encounter, ranges: Assumed): Range {
  switch (leaves) {
    case 'always':
      return { low: 1, high: 1 };
    case 'never':
      return NONE;
    case 'depends':
      return ranges[share];
  }
}

const COLD_CACHES = 'what becomes slower behind an exit because caches are cold';

const ALWAYS_LEFT_OUT: Readonly<Record<DirectWorld, readonly string[]>> = {
  trapAndEmulate: [
    'what the instructions themselves take: the processor runs them',
    'a cure for what deceives the guest, such as rewriting its kernel',
    COLD_CACHES,
  ],
  hardwareAssisted: [
    'what the instructions themselves take: the processor runs them',
    'the first touch of each page of the guest’s memory, and interrupts of the host’s own',
    COLD_CACHES,
  ],
  paravirtual: [
    'what the instructions themselves take: the processor runs them',
    'what the changed kernel does differently otherwise',
    COLD_CACHES,
  ],
  container: [
    'what the instructions themselves take: the processor runs them',
    'what the one kernel does for limits and accounts beside system calls',
  ],
};

function leftOut(
  world: World,
  classes: readonly ClassPrice[],
  mnemonics: readonly string[],
  model: Model,
): readonly string[] {
  if (world === 'emulation') return ['devices that work beside the processor, such as disks'];
  const unknown = classes
    .filter(({ eventClass, basis }) => basis === 'unknown' && matters(eventClass, world, model))
    .map(({ eventClass }) => CLASS_WORDS[eventClass]);
  return [
    ...ALWAYS_LEFT_OUT[world],
    ...(unknown.length === 0 ? [] : [`${unknown.join(', ')}: not enough samples yet`]),
    ...(mnemonics.length === 0 || world === 'container'
      ? []
      : [`${mnemonics.join(', ').toUpperCase()}: sampled, and without a price`]),
  ];
}

/** Whether a class would add to the price, or deceive the guest, if it happened. */
function matters(eventClass: EventClass, world: DirectWorld, model: Model): boolean {
  return (
    costs(eventClass, world, model) || encounterIn(eventClass, world, model)?.deceives === true
  );
}

/** Whether a class would add to the price if it happened. */
function costs(eventClass: EventClass, world: World, model: Model): boolean {
  const met = encounterIn(eventClass, world, model);
  return met !== undefined && (met.leaves !== 'never' || met.staying.length > 0);
}

function added(ids: readonly AssumptionId[], ranges: Assumed): Range {
  for (const id of ids) {
    if (ASSUMPTIONS[id].unit !== 'cycles') throw new Error(`${id} is not in cycles.`);
  }
  return total(ids.map((id) => ranges[id]));
}

/** A slow host takes longest for the most cycles, a fast one is quickest with the fewest. */
function cyclesToMs(cycles: Range, ghz: Range): Range {
  return { low: cycles.low / (ghz.high * 1e6), high: cycles.high / (ghz.low * 1e6) };
}

/** Both ends, each with the other’s. */
export function product(a: Range, b: Range): Range {
  return { low: a.low * b.low, high: a.high * b.high };
}

/** All of them, end by end. */
export function total(ranges: readonly Range[]): Range {
  return ranges.reduce(
    (sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }),
    NONE,
  );
}
