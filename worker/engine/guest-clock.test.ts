import { describe, expect, test } from 'vitest';
import { GuestClock } from './guest-clock.ts';

/** The nanoseconds v86 makes of a reading. */
const floorNs = (clock: GuestClock) => Math.floor(clock.readMs() * 1e6);

describe('GuestClock', () => {
  test('readings inside a slice never repeat, in whole nanoseconds, even years on', () => {
    const clock = new GuestClock(0);
    clock.beginSlice(3 * 365 * 86_400e9, () => 0, false);
    const readings = Array.from({ length: 10_000 }, () => floorNs(clock));
    expect(readings.every((ns, index) => index === 0 || ns > (readings[index - 1] ?? 0))).toBe(
      true,
    );
  });

  test('stands still between slices, however often it is read', () => {
    const clock = new GuestClock(0);
    clock.beginSlice(1000, () => 0, false);
    clock.endSlice();
    expect([clock.readMs(), clock.readMs()]).toEqual([clock.readMs(), clock.readMs()]);
    expect(clock.ns).toBe(1000);
  });

  test('never goes back when an anchor lies behind it', () => {
    const clock = new GuestClock(0);
    clock.beginSlice(5000, () => 0, false);
    clock.beginSlice(100, () => 0, false);
    expect(clock.ns).toBe(5001);
  });

  test('advances with the instructions executed, across a wrap of their counter', () => {
    const clock = new GuestClock(0);
    let counter = 2 ** 32 - 10;
    clock.beginSlice(0, () => counter, false);
    counter = 990;
    const before = clock.ns;
    clock.readMs();
    expect(clock.ns - before).toBe(2000);
  });

  test('tells a running CPU that its loop began long ago, and a halted one the time', () => {
    const clock = new GuestClock(0);
    clock.beginSlice(1e6, () => 0, false);
    expect(clock.readForCpuMs()).toBe(Number.NEGATIVE_INFINITY);
    expect(clock.readForCpuMs()).toBeGreaterThan(1);
    clock.beginSlice(2e6, () => 0, true);
    expect(clock.readForCpuMs()).toBeGreaterThan(2);
  });

  test('shows the wall clock of its epoch', () => {
    const clock = new GuestClock(Date.UTC(2026, 0, 1));
    clock.beginSlice(1.5e9, () => 0, false);
    expect(Math.floor(clock.readDateMs())).toBe(Date.UTC(2026, 0, 1) + 1500);
  });
});
