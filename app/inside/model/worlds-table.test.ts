import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, expect, test } from 'vitest';
import { figureParts } from '../sources/claim.ts';
import { Assumptions } from './Assumptions.tsx';
import { ASSUMPTION_IDS, ASSUMPTIONS } from './assumptions.ts';
import { sampleCounts, sampleSamples } from './sample-counts.ts';
import { WorldsTable } from './WorldsTable.tsx';
import { WORLD_WORDS, WORLDS } from './worlds.ts';

/** Years, and numbers that are part of a name. */
const NAMED_NUMBER =
  /\(?(about )?\b(19|20)\d\d\b\)?|\b(Core 2 Duo|Pentium 4|CR3|[SP]\d+|v86|64-bit)\b/g;

/** What stands on the screen, tags apart. */
let text = '';
let html = '';

function draw(element: ReturnType<typeof createElement>): void {
  html = renderToStaticMarkup(element);
  text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

beforeEach(() => {
  text = '';
  html = '';
});

test('each world has its row, its ranges are marked as modelled, and it says what is left out', () => {
  const measured = sampleCounts({ instructions: 1_234_567 }, { cpuid: 1000, sysenter: 5 });
  draw(createElement(WorldsTable, { measured, sampled: sampleSamples({}) }));
  for (const world of WORLDS) expect(text).toContain(WORLD_WORDS[world].name);
  expect(html.match(/scope="rowgroup"/g)).toHaveLength(WORLDS.length);
  expect(text.match(/Left out: /g)).toHaveLength(WORLDS.length);
  expect(html).toMatch(/data-kind="measured"[^>]*>1,234,567</);
  // 1000 exits: 1,000,000 to 3,500,000 cycles on 2 to 4 GHz.
  expect(html).toMatch(/data-kind="modelled"[^>]*>250 µs to 1.8 ms</);
});

test('a world that is not shown says why, and shows no figure', () => {
  draw(createElement(WorldsTable, { measured: sampleCounts({ instructions: 0 }), sampled: null }));
  expect(text.match(/Not shown\. Nothing has run yet/g)).toHaveLength(WORLDS.length);
  expect(text).not.toContain('host cycles');
});

test('every assumption is there to see and to change, with its source or the word assumed', () => {
  draw(createElement(Assumptions));
  for (const id of ASSUMPTION_IDS) {
    const { label, note } = ASSUMPTIONS[id];
    for (const { text: words, isFigure } of figureParts(note)) {
      if (isFigure) expect(html).toMatch(new RegExp(`data-kind="cited"[^>]*>${words}<`));
      // What is no figure has no number but in names.
      else expect(words.replace(NAMED_NUMBER, '')).not.toMatch(/\d/);
    }
    expect(html).toContain(`aria-label="${label}, from, `);
    expect(html).toContain(`aria-label="${label}, to, `);
  }
  expect(html).toContain('<em>assumed</em>');
  expect(text).toContain('P21, 2011');
  expect(text).toContain('Reset all');
});
