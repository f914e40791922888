import { expect, test } from 'vitest';
import { Heartbeat, POLL_MS } from './heartbeat.ts';

function ticksUntilLost(heartbeat: Heartbeat, elapsedMs: number, visible = true): number {
  for (let ticks = 1; ticks <= 200; ticks++) {
    if (heartbeat.tick(elapsedMs, visible)) return ticks;
  }
  return Number.POSITIVE_INFINITY;
}

test.each([-10, 0, 10])(
  'a worker that falls silent is lost within 4.5 seconds, polls %d ms late',
  (lateMs) => {
    const heartbeat = new Heartbeat();
    heartbeat.handleAnswer();
    const elapsedMs = POLL_MS + lateMs;
    expect(ticksUntilLost(heartbeat, elapsedMs) * elapsedMs).toBeLessThanOrEqual(4500);
  },
);

test('a worker that answers is never lost', () => {
  const heartbeat = new Heartbeat();
  for (let ticks = 0; ticks < 1000; ticks++) {
    heartbeat.handleAnswer();
    expect(heartbeat.tick(POLL_MS, true)).toBe(false);
  }
});

test('a laptop that slept for an hour proves nothing', () => {
  const heartbeat = new Heartbeat();
  heartbeat.handleAnswer();
  expect(heartbeat.tick(3_600_000, true)).toBe(false);
});

test('silence in a hidden page does not count', () => {
  const heartbeat = new Heartbeat();
  heartbeat.handleAnswer();
  expect(ticksUntilLost(heartbeat, POLL_MS, false)).toBe(Number.POSITIVE_INFINITY);
});

test('a worker whose script is still loading gets longer', () => {
  expect(ticksUntilLost(new Heartbeat(), POLL_MS) * POLL_MS).toBe(30_000);
});

test('a worker that unpacks a machine may be silent for longer', () => {
  const heartbeat = new Heartbeat();
  heartbeat.handleAnswer();
  const silent = (seconds: number) =>
    Array.from({ length: seconds }, () => heartbeat.tick(1000, true, true)).includes(true);
  expect(silent(20)).toBe(false);
  expect(heartbeat.tick(1000, true)).toBe(true);
});
