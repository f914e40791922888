import { expect, it } from 'vitest';
import page from '../../../docs/sources.md?raw';
import { citationText, claimParts, claimText, sourcesText } from './claim.ts';
import { SOURCE_IDS, SOURCES, sourceOf, yearsText } from './sources.ts';

function rowOf(id: (typeof SOURCE_IDS)[number]): string {
  const source = sourceOf(id);
  const cells = [id, source.author, source.title, source.what, yearsText(source)];
  return `| ${[...cells, source.licence ?? 'not stated'].join(' | ')} |`;
}

it('lists every source once, in the order of its ids', () => {
  expect(SOURCES.map((source) => source.id)).toEqual([...SOURCE_IDS]);
});

it('says the same in docs/sources.md', () => {
  const rows = page.split('\n').filter((line) => /^\| [SP]\d/.test(line));
  expect(rows).toEqual(SOURCE_IDS.map(rowOf));
});

it('dates no source after its end or in the future', () => {
  for (const { from, to } of SOURCES) {
    expect(from).toBeLessThanOrEqual(to);
    expect(to).toBeLessThanOrEqual(new Date().getFullYear());
  }
});

it('shows when a claim was made', () => {
  expect(citationText({ by: 'S0' })).toBe('S0, 2007');
  expect(citationText({ by: 'S1' })).toBe('S1, about 2006');
  expect(citationText({ by: 'S4' })).toBe('S4, 2005–2009');
  expect(citationText({ by: 'S4', year: 2007 })).toBe('S4, 2007');
});

it('names what a number rests on, or says that it is assumed', () => {
  expect(sourcesText(['P20', 'P21'])).toBe('P20, 2008; P21, 2011');
  expect(sourcesText([])).toBe('assumed');
});

it('tells the figures of a claim from its words', () => {
  const claim = { by: 'S3', says: 'costs [[15–25 %]] of the processor' } as const;
  expect(claimParts(claim)).toEqual([
    { text: 'costs ', isFigure: false },
    { text: '15–25 %', isFigure: true },
    { text: ' of the processor', isFigure: false },
  ]);
  expect(claimText(claim)).toBe('costs 15–25 % of the processor');
});
