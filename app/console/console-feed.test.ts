import { afterEach, expect, test, vi } from 'vitest';
import { type ClearedSize, ConsoleFeed } from './console-feed.ts';

/** A terminal that draws when told to, and writes down what happened. */
class Recorder {
  readonly log: string[] = [];
  readonly undrawn: (() => void)[] = [];
  largest = 0;
  drawnBytes = 0;

  write(data: string | Uint8Array, done: () => void): void {
    this.largest = Math.max(this.largest, data.length);
    this.undrawn.push(() => {
      this.log.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
      done();
    });
  }

  clear({ columns, rows, fixed }: ClearedSize): void {
    this.log.push(`clear ${columns}x${rows}${fixed ? ', fixed' : ''}`);
  }

  handleRedrawn(): void {
    this.log.push('redrawn');
  }

  handleDrawn(bytes: Uint8Array): void {
    this.drawnBytes += bytes.length;
  }

  handleRest(): void {
    this.log.push('rest');
  }

  drawAll(): void {
    for (let draw = this.undrawn.shift(); draw !== undefined; draw = this.undrawn.shift()) draw();
  }
}

afterEach(() => {
  vi.useRealTimers();
});

const output = (text: string) =>
  ({ kind: 'output', bytes: new TextEncoder().encode(text) }) as const;

test('output before a redraw is drawn before the screen is cleared', () => {
  const recorder = new Recorder();
  const feed = new ConsoleFeed(recorder);
  feed.push(output('old'));
  feed.push({ kind: 'redraw', text: 'new', columns: 100, rows: 30, fixed: true });
  feed.push(output('newer'));
  recorder.drawAll();
  expect(recorder.log).toEqual(['old', 'clear 100x30, fixed', 'new', 'redrawn', 'newer', 'rest']);
});

test('a flood is written in bounded pieces, few at a time, complete and in order', () => {
  const recorder = new Recorder();
  const feed = new ConsoleFeed(recorder);
  const flood = Array.from({ length: 40_000 }, (_, line) => `line ${line}\n`).join('');
  feed.push(output(flood));
  expect(recorder.undrawn.length).toBeLessThanOrEqual(4);
  recorder.drawAll();
  expect(recorder.largest).toBeLessThanOrEqual(32 * 1024);
  expect(recorder.drawnBytes).toBe(flood.length);
  expect(recorder.log.slice(0, -1).join('')).toBe(flood);
  expect(recorder.log.at(-1)).toBe('rest');
});

test('an empty redraw only clears', () => {
  const recorder = new Recorder();
  new ConsoleFeed(recorder).push({ kind: 'redraw', text: '', columns: 80, rows: 24, fixed: false });
  expect(recorder.log).toEqual(['clear 80x24', 'redrawn', 'rest']);
});

test('a flood in small batches is drawn some twenty times a second, a key stroke at once', () => {
  vi.useFakeTimers();
  const recorder = new Recorder();
  const feed = new ConsoleFeed(recorder);
  feed.push(output('key'));
  expect(recorder.undrawn).toHaveLength(1);
  let draws = 0;
  for (let ms = 0; ms < 1000; ms += 4) {
    feed.push(output('x'.repeat(4000)));
    if (recorder.undrawn.length > 0) draws += 1;
    recorder.drawAll();
    vi.advanceTimersByTime(4);
  }
  vi.advanceTimersByTime(100);
  recorder.drawAll();
  vi.advanceTimersByTime(100);
  recorder.drawAll();
  expect(draws).toBeLessThan(80);
  expect(recorder.drawnBytes).toBe(3 + 250 * 4000);
});

/** Node's garbage collector, on demand. The page's types know no Node, in which its tests run. */
async function collector(): Promise<() => void> {
  const node = (name: string) => import(`node:${name}`);
  (await node('v8')).setFlagsFromString('--expose-gc');
  return (await node('vm')).runInNewContext('gc');
}

test('a flood that never lets the terminal rest keeps nothing that was drawn', async () => {
  const collect = await collector();
  vi.useFakeTimers();
  const recorder = new Recorder();
  const feed = new ConsoleFeed(recorder);
  const pushed: WeakRef<ArrayBuffer>[] = [];
  const push = (): void => {
    const bytes = new Uint8Array(10_000);
    pushed.push(new WeakRef(bytes.buffer));
    feed.push({ kind: 'output', bytes });
  };
  const backlog = 10;
  for (let batch = 0; batch < backlog; batch++) push();
  for (let batch = 0; batch < 200; batch++) {
    push();
    vi.advanceTimersByTime(50);
    recorder.undrawn.shift()?.();
  }
  vi.useRealTimers();
  // What a WeakRef points to stays until the task that made it has ended.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  const alive = pushed.filter((buffer) => buffer.deref() !== undefined).length;
  expect(recorder.log).not.toContain('rest');
  expect(alive).toBeGreaterThanOrEqual(backlog);
  expect(alive).toBeLessThan(3 * backlog);
});

test('a closed feed tells nothing of what was still being drawn, and takes nothing more', () => {
  const recorder = new Recorder();
  const feed = new ConsoleFeed(recorder);
  for (let batch = 0; batch < 8; batch++) feed.push(output('old'));
  expect(recorder.undrawn).toHaveLength(4);
  feed.close();
  feed.push(output('late'));
  recorder.drawAll();
  expect(recorder.log).toEqual(['old', 'old', 'old', 'old']);
  expect(recorder.drawnBytes).toBe(0);
});
