import type { Cost, Counters, NumberKind } from '#protocol/counters';
import { deviceAccesses } from '#protocol/counts-since';
import type { MachineStatus } from '#protocol/machine';
import { countedText, durationText, rateText, shareText } from '../numbers.ts';
import { type Rates, type Reading, ratesBetween, readingBefore, share } from '../rates.ts';
import type { NewestCost } from './newest-cost.ts';

/** A number in a sentence, or the words between two. */
export type SentencePart =
  | string
  | { readonly kind: NumberKind; readonly text: string; readonly origin: string };

/** What the sentence is about. */
export interface Scene {
  readonly name: string;
  readonly status: MachineStatus;
  readonly readings: readonly Reading[];
  readonly newest: NewestCost;
}

const COUNTED = 'counted while the guest ran';
const ACCESSES = 'port I/O and accesses to device memory that the emulator’s core hands on';

/** More of its guest time halted than this, over the last seconds, and a machine is idle. */
const IDLE_SHARE = 0.9;

/** "Just now" in the sentence. */
const JUST_NOW_MS = 2000;

/** A command line on the screen, at most. */
const LONGEST_LABEL = 40;

/** What there is to say of a machine this moment, of what was counted and nothing else. */
export function sentenceOf({ name, status, readings, newest }: Scene): readonly SentencePart[] {
  const now = readings.at(-1)?.counters;
  switch (status.phase) {
    case 'loading':
      return [`${name} is being fetched and built: nothing has run yet.`];
    case 'off':
      return [`${name} is switched off.`, ...soFar(now, ' It had executed ')];
    case 'panicked':
      return [`The kernel of ${name} gave up.`, ...soFar(now, ' Until then it executed ')];
    case 'failed':
      return [`${name} is lost, and its counts stand still.`];
    case 'booting':
      return [`${name} is booting.`, ...soFar(now, ' So far that took ')];
    case 'paused':
      return [`${name} is paused: not one instruction runs.`, ...soFar(now, ' It has executed ')];
    case 'rewound':
      return [`${name} stands in its past.`, ...soFar(now, ' Until then it executed ')];
    case 'running':
      return now === undefined
        ? [`The first counts of ${name} are on their way.`]
        : runningSentence(name, now, readings, newest);
  }
}

/** The same as plain text. */
export function sentenceText(parts: readonly SentencePart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}

function runningSentence(
  name: string,
  now: Counters,
  readings: readonly Reading[],
  newest: NewestCost,
): readonly SentencePart[] {
  const before = readingBefore(readings, JUST_NOW_MS);
  const rates = before === undefined ? null : ratesBetween(before.counters, now);
  const isBusy = rates?.idleShare !== null && (rates?.idleShare ?? 1) < IDLE_SHARE;
  const { lastCommand, lastKey } = now;
  if (newest === 'key' && lastKey !== null) return costSentence('That key', lastKey);
  if (lastCommand !== null) {
    return costSentence(isBusy ? 'The last command that ended' : 'That command', lastCommand);
  }
  if (rates === null) return [`${name} runs.`, ...soFar(now, ' So far it has executed ')];
  return isBusy ? busySentence(name, rates) : idleSentence(name, rates);
}

function costSentence(what: string, cost: Cost): readonly SentencePart[] {
  const { measured, errorInstructions, wallTimeMs } = cost;
  const user = share(measured.userInstructions, measured.instructions);
  const cut = `at most ${countedText(errorInstructions, 'instruction')} off, as it was cut where slices ended`;
  return [
    `${what}${quoted(cost.label)} cost `,
    figure(countedText(measured.instructions, 'instruction'), `${COUNTED}; ${cut}`),
    ...(user === null ? [] : [', ', figure(shareText(user), COUNTED), ' of them in ring 3,']),
    ' and ',
    figure(
      countedText(deviceAccesses(measured), 'device access', 'device accesses'),
      `${COUNTED}: ${ACCESSES}`,
    ),
    ', in ',
    figure(durationText(wallTimeMs), 'host time, by the machine’s own clock'),
    ...(errorInstructions === 0
      ? ['.']
      : [
          '. The cut is exact to ',
          figure(
            countedText(errorInstructions, 'instruction'),
            'what still ran when the next prompt stood, at most',
          ),
          '.',
        ]),
  ];
}

function busySentence(name: string, rates: Rates): readonly SentencePart[] {
  return [
    `${name} is busy: `,
    figure(rateText(rates.instructionsPerSecond), `${COUNTED}, a second of host time`),
    ' instructions and ',
    figure(rateText(rates.accessesPerSecond), `${COUNTED}: ${ACCESSES}`),
    ' device accesses a second. No command has ended yet.',
  ];
}

function idleSentence(name: string, rates: Rates): readonly SentencePart[] {
  return [
    `${name} waits for you: its processor was halted for `,
    figure(shareText(rates.idleShare), 'guest time, of the last two seconds'),
    ' of the time. Type a command, and this line says what it cost.',
  ];
}

function soFar(now: Counters | undefined, lead: string): readonly SentencePart[] {
  if (now === undefined) return [];
  return [
    lead,
    figure(countedText(now.measured.instructions, 'instruction'), COUNTED),
    ' with ',
    figure(
      countedText(deviceAccesses(now.measured), 'device access', 'device accesses'),
      `${COUNTED}: ${ACCESSES}`,
    ),
    '.',
  ];
}

function figure(text: string, origin: string): SentencePart {
  return { kind: 'measured', text, origin };
}

/** A line may be long, and hold what does not print. */
function quoted(label: string): string {
  const plain = Array.from(label.replaceAll(/\p{C}/gu, '').trim());
  if (plain.length === 0) return '';
  const cut =
    plain.length > LONGEST_LABEL
      ? `${plain.slice(0, LONGEST_LABEL - 1).join('')}…`
      : plain.join('');
  return `, “${cut}”,`;
}
