import { expect, test } from 'vitest';
import { LineCounts } from './line-counts.ts';

test('a line that is high raises nothing when it is said to be so again', () => {
  const lines = new LineCounts();
  for (let time = 0; time < 4; time++) lines.raise(4, 'serial port');
  lines.lower(4, 'serial port');
  lines.lower(4, 'serial port');
  lines.raise(4, 'serial port');
  expect(lines.rows).toEqual([{ line: 4, device: 'serial port', raised: 2 }]);
  expect(lines.high).toEqual([{ line: 4, device: 'serial port' }]);
});

test('devices that share a line are counted apart, lines in order', () => {
  const lines = new LineCounts();
  lines.raise(10, 'disk');
  lines.raise(10, 'network');
  lines.lower(10, 'disk');
  lines.raise(10, 'disk');
  lines.raise(0, 'timer');
  lines.lower(1, 'keyboard');
  expect(lines.rows).toEqual([
    { line: 0, device: 'timer', raised: 1 },
    { line: 10, device: 'disk', raised: 2 },
    { line: 10, device: 'network', raised: 1 },
  ]);
});

test('a line that was high when counts were restored has been raised already', () => {
  const lines = new LineCounts();
  lines.raise(7, 'gone');
  lines.restore(
    [{ line: 4, device: 'serial port', raised: 9 }],
    [{ line: 4, device: 'serial port' }],
  );
  lines.raise(4, 'serial port');
  expect(lines.rows).toEqual([{ line: 4, device: 'serial port', raised: 9 }]);
  lines.lower(4, 'serial port');
  lines.raise(4, 'serial port');
  expect(lines.rows).toEqual([{ line: 4, device: 'serial port', raised: 10 }]);
});
