import { expect, test } from 'vitest';
import { SOURCES } from '../sources/sources.ts';
import { ASSUMPTION_IDS, ASSUMPTIONS, checkAssumption, UNITS } from './assumptions.ts';
import { CITED } from './cited.ts';
import { encounter } from './encounters.ts';
import { DIRECT_WORLDS, EVENT_CLASSES } from './worlds.ts';

test('every assumption makes sense as it comes', () => {
  for (const id of ASSUMPTION_IDS) {
    const { low, high } = ASSUMPTIONS[id];
    expect(checkAssumption(id, low, high), id).toBeNull();
  }
});

test.each([
  ['negative', -1, 10, 'makes no sense as the low end'],
  ['no number', Number.NaN, 10, 'is not a number'],
  ['endless', 1, Number.POSITIVE_INFINITY, 'is not a number'],
  ['upside down', 11, 10, 'above its high end'],
  ['absurd', 1, 1e12, 'makes no sense as the high end'],
])('a range that is %s is refused with a sentence', (_what, low, high, words) => {
  const refusal = checkAssumption('vmExitCycles', low, high);
  expect(refusal).toContain(words);
  expect(refusal).toContain(ASSUMPTIONS.vmExitCycles.label);
  expect(refusal).toContain('was not taken');
});

test('bounds are those of the unit, and belong to it', () => {
  expect(checkAssumption('sometimesShare', 0, 1)).toBeNull();
  expect(checkAssumption('sometimesShare', 0, 1.01)).not.toBeNull();
  expect(checkAssumption('hostClockGhz', 0, 3)).not.toBeNull();
  expect(checkAssumption('vmExitCycles', 0, UNITS.cycles.high)).toBeNull();
});

test('costs are in cycles, shares are shares', () => {
  for (const eventClass of EVENT_CLASSES) {
    for (const world of DIRECT_WORLDS) {
      const { leaving, staying, share } = encounter(eventClass, world);
      for (const id of [...leaving, ...staying]) expect(ASSUMPTIONS[id].unit).toBe('cycles');
      expect(ASSUMPTIONS[share].unit).toBe('share');
    }
  }
});

test('nothing leaves for free, and nothing leaves a container', () => {
  for (const eventClass of EVENT_CLASSES) {
    expect(encounter(eventClass, 'container').leaves).toBe('never');
    for (const world of DIRECT_WORLDS) {
      const { leaves, leaving } = encounter(eventClass, world);
      if (leaves !== 'never') expect(leaving, `${eventClass} ${world}`).not.toEqual([]);
    }
  }
});

test('a figure in a note is followed by its source and the year', () => {
  for (const id of ASSUMPTION_IDS) {
    const { note } = ASSUMPTIONS[id];
    for (const sentence of note.split(/(?<=\))[.;]/)) {
      if (!sentence.includes('[[')) continue;
      const [, by, year] = /\(([SP]\d+), (\d{4})\)$/.exec(sentence) ?? [];
      const source = SOURCES.find((one) => one.id === by);
      expect(source?.from, `${id}: ${sentence}`).toBe(Number(year));
    }
  }
});

test('what the model rests on is listed with what the panel cites', () => {
  const ids = CITED.map(({ id }) => id).join(' ');
  expect(ids).toBe('S1 S3 S4 P1 P2 P3 P4 P20 P21 P22');
});
