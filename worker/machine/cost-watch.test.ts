import { expect, test } from 'vitest';
import { MarkSplitter } from './console-text.ts';
import { CostWatch } from './cost-watch.ts';
import { NOTHING_DONE } from './counters.ts';
import type { ShellState } from './shell.ts';

const PROMPT = '\x1b]133;D;0\x07\x1b]133;A\x07tiny:~$ \x1b]133;B\x07';
const CONTINUED = '\x1b]133;A;k=s\x07> \x1b]133;B\x07';
const TAKEN = '\r\n\x1b]133;C\x07';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A console, and the counts of a guest that executes what it is told. */
class Scene {
  readonly pc = {
    clock: { ns: 0 },
    serial: { hasInput: false },
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

test('a line that was typed ahead begins where the shell takes it', () => {
  const scene = new Scene().writes(PROMPT).types('sleep 1\r').writes(`sleep 1${TAKEN}`, 10);
  scene.types('ls\r', false).writes('ls\r\n', 50).writes(PROMPT, 40).writes(`ls${TAKEN}`, 20);
  expect(scene.command).toEqual(['sleep 1', 100]);
  scene.writes('file\r\n', 300).writes(PROMPT, 5);
  expect(scene.command).toEqual(['ls', 305]);
  // Cut at both ends.
  expect(scene.watch.lastCommand?.errorInstructions).toBe(16);
});

test('a shell that stood at its prompt, or at one for more, goes on there', () => {
  const restored = (phase: ShellState['phase']) => {
    const scene = new Scene();
    scene.watch.restore({ phase, prompts: 1, exitCode: 0 });
    return scene;
  };
  const ready = restored('ready').types('ls').writes('ls', 5).types('\r').writes(TAKEN, 9);
  expect(ready.writes(PROMPT, 50).command).toEqual(['ls', 59]);
  const continuing = restored('continuing').types('done\r', false).writes(`done${TAKEN}`, 9);
  expect(continuing.writes(PROMPT, 50).command).toEqual(['done', 50]);
  const busy = restored('busy').writes('file\r\n', 9).writes(PROMPT, 50);
  expect(busy.command).toBeNull();
});

test('a key stroke lasts until the guest has got it and is idle again', () => {
  const scene = new Scene().writes(PROMPT);
  scene.pc.serial.hasInput = true;
  scene.pc.idle = true;
  scene.types('l').writes('', 3);
  expect(scene.key).toBeNull();
  scene.pc.serial.hasInput = false;
  scene.pc.idle = false;
  scene.writes('l', 40);
  expect(scene.key).toBeNull();
  scene.pc.idle = true;
  scene.writes('', 2);
  expect(scene.key).toEqual(['l', 45]);
});

test('labels are what was meant: no editing, and no control characters', () => {
  const scene = new Scene().writes(PROMPT).types('lx\x7f').writes('lx\b\x1b[J', 5);
  scene.pc.idle = true;
  expect(scene.writes('').key).toEqual(['lx⌫', 5]);
  scene.types('s\r').writes(`s${TAKEN}`, 5).writes(PROMPT, 5);
  expect(scene.command).toEqual(['ls', 10]);
});
