import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { CONCEPTS } from '../concepts/concepts.ts';
import { EXPERIMENTS } from '../experiments/experiments.ts';
import { Atlas } from './Atlas.tsx';
import { EVERYTHING, find } from './search.ts';
import { SYSTEMS } from './systems.ts';

const page = renderToStaticMarkup(createElement(Atlas, { onConcept: () => {} }));

it('shows every system in a row of its own and says how many there are', () => {
  expect(page.match(/scope="row"/g)).toHaveLength(SYSTEMS.length);
  expect(page).toContain(`All ${SYSTEMS.length} systems`);
});

it('names for each system the experiment that shows its mechanism', () => {
  const named = [...page.matchAll(/(?:E|Nearest e)xperiment: [^<]*/g)].map(([text]) => text);
  const wanted = find(SYSTEMS, EVERYTHING).map(({ concept }) => {
    const { experiment, borrowed } = CONCEPTS[concept];
    const { title } = EXPERIMENTS[experiment];
    return borrowed === null ? `Experiment: ${title}` : `Nearest experiment: ${title}`;
  });
  expect(named.map((text) => text.replaceAll('&#x27;', "'"))).toEqual(wanted);
});

it('marks every year and every figure as cited, with its source', () => {
  const years = SYSTEMS.length;
  const figures = SYSTEMS.flatMap(({ claims }) => claims.map(({ says }) => says.match(/\[\[/g)));
  const claims = SYSTEMS.flatMap((system) => system.claims).length;
  const inClaims = figures.reduce((total, found) => total + (found?.length ?? 0), 0);
  // And the source of the axes, once, above the table.
  expect(page.match(/data-kind="cited"/g)).toHaveLength(years + inClaims + claims + 1);
  expect(page).not.toContain('[[');
});
