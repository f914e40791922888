import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { INSTRUCTION_CLASSES } from '#protocol/counters';
import { sampleSamples } from '../model/sample-counts.ts';
import { INSTRUCTION_WORDS } from './instruction-classes.ts';
import { Mix } from './Mix.tsx';

test('a class that was not met has its uncertainty, for it may be rare', () => {
  const samples = sampleSamples({});
  const classes = {
    ...samples.classes,
    move: { share: 1, error: 0 },
    notDecoded: { share: 0, error: 0.03 },
  };
  const html = renderToStaticMarkup(
    createElement(Mix, { sampled: { ...samples, classes }, refused: null }),
  );
  for (const id of INSTRUCTION_CLASSES) expect(html).toContain(INSTRUCTION_WORDS[id]);
  expect(html).toContain('0.0 ± 3.0 %');
});

test('where no samples can be taken it says why', () => {
  const refused = 'The disassembler could not be fetched.';
  const html = renderToStaticMarkup(createElement(Mix, { sampled: null, refused }));
  expect(html).toContain(refused);
  expect(html).not.toContain('Not enough samples');
});
