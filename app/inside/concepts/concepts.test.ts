import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { MeasuredCounts } from '#protocol/counters';
import { EXPERIMENT_IDS } from '#protocol/experiments';
import { type Claim, claimParts, claimText } from '../sources/claim.ts';
import { sourceOf } from '../sources/sources.ts';
import { Concepts } from './Concepts.tsx';
import { CONCEPT_IDS, type Concept, type ConceptId } from './concept.ts';
import { CONCEPTS, neighbours } from './concepts.ts';
import { exactText } from './diagram/live.ts';
import type { Box, Crossing, Picture } from './diagram/picture.ts';
import { SAMPLE_COUNTS } from './diagram/sample-counts.ts';

const MOST_WORDS = 150;
const MOST_DEPTH = 170;

/** Numbers that are part of a name. */
const NAMED_NUMBER = /\b(ring|type|on) \d+( bits)?/g;

describe.each(CONCEPT_IDS)('the page on %s', (id) => {
  const concept = CONCEPTS[id];
  const claims = [...concept.claims, ...concept.depth.filter(isClaim)];
  const deep = concept.depth.map((part) => (isClaim(part) ? claimText(part) : part));

  it('goes by its id', () => {
    expect(concept.id).toBe(id);
  });

  it('is short', () => {
    const texts = [...concept.plain, ...concept.claims.map(claimText), concept.borrowed ?? ''];
    expect(wordsIn(texts)).toBeLessThanOrEqual(MOST_WORDS);
    expect(wordsIn(deep)).toBeLessThanOrEqual(MOST_DEPTH);
  });

  it('keeps what goes deeper folded away', () => {
    const [page, folded, ...rest] = render(id, SAMPLE_COUNTS).split(
      /<details class="[^"]*"><summary>Deeper: [^<]*<\/summary>/,
    );
    expect(rest).toEqual([]);
    for (const text of deep.map(firstWords)) {
      expect(page).not.toContain(`<p>${text}`);
      expect(folded).toContain(`<p>${text}`);
    }
  });

  it('says something of the sources, and from their years', () => {
    expect(concept.claims.length).toBeGreaterThan(0);
    for (const { by, year } of claims) {
      const { from, to } = sourceOf(by);
      expect(year ?? from).toBeGreaterThanOrEqual(from);
      expect(year ?? to).toBeLessThanOrEqual(to);
    }
  });

  it('has no figure that is not marked as cited', () => {
    const words = claims.flatMap((claim) => claimParts(claim).filter((part) => !part.isFigure));
    const texts = [...concept.plain, concept.borrowed ?? '', ...words.map(({ text }) => text)];
    const ours = concept.depth.filter((part) => typeof part === 'string');
    for (const text of [...texts, ...ours]) {
      // What is quoted word for word stays as it is.
      const own = text.replace(/“[^”]*”/g, '').replace(NAMED_NUMBER, '');
      expect(own).not.toMatch(/(^|\s)\d/);
    }
  });

  it('shows numbers of the machine, and none without one', () => {
    expect(countedIn(concept, SAMPLE_COUNTS)).toBeGreaterThan(1);
    expect(countedIn(concept, null)).toBe(0);
  });

  it('can be followed without seeing the picture', () => {
    const page = render(id, SAMPLE_COUNTS);
    expect(page).toContain('role="img"');
    const { title, executes, leaves, shares, layers, direct } = concept.picture(SAMPLE_COUNTS);
    const described = /<desc[^>]*>(.*?)<\/desc>/.exec(page)?.[1] ?? '';
    expect(page).toContain(`${escaped(title)}</title>`);
    const boxes = layers.flatMap((layer) => layer.boxes ?? []);
    for (const { text } of [executes, leaves, shares, ...boxes]) {
      expect(described).toContain(escaped(text));
    }
    for (const one of drawnIn(layers, direct)) {
      const said = one.count ? `${one.text}, ${exactText(one.count)}` : one.text;
      expect(described).toContain(escaped(said));
    }
  });

  it('says when no machine runs', () => {
    expect(render(id, null)).toContain('No machine runs.');
    expect(render(id, SAMPLE_COUNTS)).not.toContain('No machine runs.');
  });

  it('marks what it measures and what it cites', () => {
    const page = render(id, SAMPLE_COUNTS);
    expect(page).toContain('data-kind="measured"');
    expect(page).toContain('data-kind="cited"');
    expect(render(id, null)).not.toContain('data-kind="measured"');
  });

  it('has an experiment, and says why where it is another page’s', () => {
    const page = render(id, null, (experiment) => `experiment ${experiment} here`);
    expect(page).toContain(`experiment ${concept.experiment} here`);
    if (concept.borrowed !== null) expect(page).toContain(escaped(concept.borrowed));
  });
});

it('gives every experiment one page of its own', () => {
  const own = CONCEPT_IDS.map((id) => CONCEPTS[id]).filter(({ borrowed }) => borrowed === null);
  const used = own.map(({ experiment }) => experiment);
  expect(used.toSorted()).toEqual([...EXPERIMENT_IDS].toSorted());
});

it('can be read from the first page to the last and back', () => {
  expect(CONCEPT_IDS.map((id) => neighbours(id).next)).toEqual([...CONCEPT_IDS.slice(1), null]);
  expect(CONCEPT_IDS.map((id) => neighbours(id).previous)).toEqual([
    null,
    ...CONCEPT_IDS.slice(0, -1),
  ]);
});

function render(
  current: ConceptId,
  measured: MeasuredCounts | null,
  renderExperiment: (id: string) => string = () => '',
): string {
  const onPick = () => {};
  const page = createElement(Concepts, { current, onPick, measured, renderExperiment });
  return renderToStaticMarkup(page);
}

function countedIn(concept: Concept, measured: MeasuredCounts | null): number {
  const { layers, direct, executes, leaves, shares } = concept.picture(measured);
  const counts = [
    ...drawnIn(layers, direct).map(({ count }) => count),
    ...[executes, leaves, shares].flatMap((one) => one.counts),
  ];
  return counts.filter((count) => count !== null && count !== undefined).length;
}

function drawnIn(
  layers: Picture['layers'],
  direct: Picture['direct'],
): readonly Omit<Crossing, 'way'>[] {
  const drawn = layers.flatMap<Box | Crossing>((layer) => layer.boxes ?? layer.crossings);
  return direct === undefined ? drawn : [...drawn, direct];
}

function isClaim(part: string | Claim): part is Claim {
  return typeof part !== 'string';
}

function wordsIn(texts: readonly string[]): number {
  return texts.flatMap((text) => text.split(/\s+/).filter(Boolean)).length;
}

/** As far as no figure stands between them. */
function firstWords(text: string): string {
  return escaped(text.split(' ').slice(0, 4).join(' '));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll("'", '&#x27;');
}
