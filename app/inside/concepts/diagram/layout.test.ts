import { describe, expect, it } from 'vitest';
import { CONCEPT_IDS } from '../concept.ts';
import { CONCEPTS } from '../concepts.ts';
import { layOut, type PlacedBox, WIDTH, wrap } from './layout.ts';
import { SAMPLE_COUNTS } from './sample-counts.ts';

/** Of letters of 12 px in a system font, at the most. */
const WIDEST_LETTER = 7;

describe.each(CONCEPT_IDS)('the picture of %s', (id) => {
  describe.each([
    ['with counts', SAMPLE_COUNTS],
    ['without a machine', null],
  ] as const)('%s', (_name, measured) => {
    const { boxes, arrows, labels, height } = layOut(CONCEPTS[id].picture(measured));

    it('keeps its boxes apart and within the drawing', () => {
      for (const one of boxes) {
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(WIDTH);
        expect(one.y + one.height).toBeLessThanOrEqual(height);
      }
      const overlaps = boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => doOverlap(a, b)));
      expect(overlaps).toEqual([]);
    });

    it('has room for its text', () => {
      for (const { lines, width, height: room } of boxes) {
        expect(lines.length * 16).toBeLessThanOrEqual(room);
        for (const { text } of lines) {
          expect(text.length * WIDEST_LETTER, text).toBeLessThanOrEqual(width);
        }
      }
      for (const { x, lines } of labels) {
        for (const { text } of lines) {
          expect(x + text.length * WIDEST_LETTER, text).toBeLessThanOrEqual(WIDTH);
        }
      }
    });

    it('draws no arrow and no label through a box', () => {
      for (const { x, top, bottom } of arrows) {
        const line = { x: x - 5, y: top, width: 10, height: bottom - top };
        expect(boxes.filter((one) => doOverlap(line, one))).toEqual([]);
      }
      for (const { x, y, lines } of labels) {
        const length = Math.max(...lines.map(({ text }) => text.length));
        const half = lines.length * 8;
        const area = { x, y: y - half, width: length * 6, height: 2 * half };
        expect(boxes.filter((one) => doOverlap(area, one))).toEqual([]);
      }
    });
  });
});

it('breaks text between words, and never within one', () => {
  expect(wrap('the kernel, rewritten', 11)).toEqual(['the kernel,', 'rewritten']);
  expect(wrap('paravirtualisation', 6)).toEqual(['paravirtualisation']);
});

function doOverlap(a: Area, b: Area): boolean {
  const apartX = a.x + a.width <= b.x || b.x + b.width <= a.x;
  const apartY = a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !apartX && !apartY;
}

type Area = Pick<PlacedBox, 'x' | 'y' | 'width' | 'height'>;
