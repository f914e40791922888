import { expect, test } from 'vitest';
import { type ExperimentResult, experimentCsv } from './experiments.ts';

const RESULT: ExperimentResult = {
  id: 'emulation',
  title: 'Emulation',
  machine: { name: 'my "tiny", old', image: 'tiny' },
  when: '2026-01-01T00:00:00.000Z',
  parameters: { rounds: 64 },
  rows: [{ label: 'instructions', value: 1_064_000, unit: '', kind: 'measured' }],
  claim: { says: 'Slow.', source: 'S4', year: '2005–2009' },
  outcome: {
    kind: 'done',
    holds: true,
    verdict: 'It is slow.',
    parts: [{ text: 'It is slow.', kind: null }],
  },
};

test('a result is lines of comma-separated values', () => {
  expect(experimentCsv(RESULT)).toBe(
    'experiment,machine,when,label,value,unit,kind\r\n' +
      'emulation,"my ""tiny"", old",2026-01-01T00:00:00.000Z,instructions,1064000,,measured\r\n' +
      'emulation,"my ""tiny"", old",2026-01-01T00:00:00.000Z,verdict,It is slow.,,\r\n',
  );
});

test('one that failed says so', () => {
  const outcome = { kind: 'failed', message: 'It ended.\nWith 1.', console: '' } as const;
  expect(experimentCsv({ ...RESULT, rows: [], outcome })).toContain('failed,"It ended.\nWith 1."');
});
