import { expect, test } from 'vitest';
import { MarkSplitter } from './console-text.ts';
import { CostWatch } from './cost-watch.ts';
import { NOTHING_DONE } from './counters.ts';

const PROMPT = '\x1b]133;D;0\x07\x1b]133;A\x07tiny:~$ \x1b]133;B\x07';
const CONTINUED = '\x1b]133;A;k=s\x07> \x1b]133;B\x07';
const TAKEN = '\r\n\x1b]133;C\x07';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A console, and the counts of a guest that executes what it is told. */
class Scene {
  readonly pc = {
    clock: { ns: 0 },
    serial: { canDeliver: false },
    idle: false,
    instructionsSinceMark: 8,
    measured: NOTHING_DONE.measured,
  };
  readonly watch = new CostWatch(this.pc, () => 0);
  readonly #marks = new MarkSplitter();

  types(text: string, ready = true): this {
    this.watch.handleInput(bytes(text), ready);
    return this;
  }

  /** A slice of so many instructions, in which the guest writes. */
  writes(text: string, instructions = 0): this {
    const executed = this.pc.measured.instructions + instructions;
    this.pc.measured = { ...NOTHING_DONE.measured, instructions: executed };
    for (const part of this.#marks.split(bytes(text))) this.watch.handleOutput(part);
    this.watch.handleSlice();
    return this;
  }

  get command() {
    const { lastCommand: cost } = this.watch;
    return cost && [cost.label, cost.measured.instructions];
  }

  get key() {
    const { lastKey: cost } = this.watch;
    return cost && [cost.label, cost.measured.instructions];
  }
}

test('a command lasts from Enter to the next prompt', () => {
  const scene = new Scene().writes(PROMPT, 1000).types('ls').writes('ls', 10);
  scene.types('\r').writes(TAKEN, 30).writes('file\r\n', 500).writes(PROMPT, 70);
  expect(scene.command).toEqual(['ls', 600]);
  expect(scene.watch.lastCommand?.errorInstructions).toBe(8);
});

test('a command of several lines lasts from its first Enter to the prompt that takes another', () => {
  const scene = new Scene().writes(PROMPT).types('for i in 1 2').writes('for i in 1 2');
  scene.types('\r').writes(TAKEN, 20).writes(CONTINUED, 5);
  expect(scene.command).toBeNull();
  scene.pc.idle = true;
  scene.types('do true; done', false).writes('do true; done', 10);
  scene.types('\r', false).writes(TAKEN, 20).writes('', 3000).writes(PROMPT, 70);
  expect(scene.command).toEqual(['for i in 1 2\ndo true; done', 3125]);
  expect(scene.key).toBeNull();
});

test('a command that is given up at its second line has its cost, and the next one its own', () => {
  const scene = new Scene().writes(PROMPT).types('\r').writes(`echo '${TAKEN}${CONTINUED}`, 25);
  scene.types('\x03', false).writes(PROMPT, 40);
  expect(scene.command).toEqual(["echo '", 65]);
  scene.types('\r').writes(`ls${TAKEN}`, 10).writes(PROMPT, 7);
  expect(scene.command).toEqual(['ls', 17]);
});
