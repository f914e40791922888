import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Atlas } from './Atlas.tsx';
import { SYSTEMS } from './systems.ts';

const page = renderToStaticMarkup(createElement(Atlas, { onConcept: () => {} }));

it('shows every system in a row of its own and says how many there are', () => {
  expect(page.match(/scope="row"/g)).toHaveLength(SYSTEMS.length);
  expect(page).toContain(`All ${SYSTEMS.length} systems`);
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
