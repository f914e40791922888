import { expect, test } from 'vitest';
import { CPU_EVENTS } from '#protocol/counters';
import { eventWorlds } from './event-worlds.ts';
import { DIRECT_WORLDS, EVENT_CLASSES, type Leaves } from './worlds.ts';

function leavesIn(event: string): Record<string, Leaves> {
  return Object.fromEntries(eventWorlds(event).map(({ world, leaves }) => [world, leaves]));
}

test('each event has one line of some words for each of the four worlds', () => {
  const ofDevices = ['irq', 'irq:4', 'timerTick'];
  for (const event of [...CPU_EVENTS, ...EVENT_CLASSES, ...ofDevices, 'pushf']) {
    const lines = eventWorlds(event);
    expect(
      lines.map(({ world }) => world),
      event,
    ).toEqual(DIRECT_WORLDS);
    for (const { line } of lines) {
      expect(line).toMatch(/^[^\n]+\.$/);
      expect(line.length, line).toBeLessThan(120);
    }
  }
});

test('what the texts and manuals say of each world', () => {
  expect(leavesIn('cpuid')).toMatchObject({ trapAndEmulate: 'never', hardwareAssisted: 'always' });
  expect(leavesIn('writeCr3')).toEqual({
    trapAndEmulate: 'always',
    hardwareAssisted: 'never',
    paravirtual: 'always',
    container: 'never',
  });
  expect(leavesIn('cli')).toMatchObject({ trapAndEmulate: 'always', paravirtual: 'never' });
  expect(leavesIn('popf')).toMatchObject({ trapAndEmulate: 'never', hardwareAssisted: 'never' });
});

test('edits show in the line', () => {
  const lines = eventWorlds('cpuid', { 'cpuid.hardwareAssisted': 'never' });
  const line = lines.find(({ world }) => world === 'hardwareAssisted')?.line;
  expect(line).toBe('Stays in the guest. As you assume.');
});

test('what is no event of the guest has no lines', () => {
  expect(eventWorlds('jitModules')).toEqual([]);
  expect(eventWorlds('')).toEqual([]);
});
