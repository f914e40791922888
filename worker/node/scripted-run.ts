import type { Disk } from '#protocol/machine';
import type { EngineOptions } from '../engine/build-v86.ts';
import { Engine, type FrozenEngine, type Layer } from '../engine/engine.ts';
import { stateDigest } from '../engine/state-digest.ts';
import { engineOptions, loadMachine } from '../machine/loaded-machine.ts';
import { ScriptedTime } from '../machine/time-source.ts';
import { configOf, NODE_FILES, readLocalFile } from './node-machine.ts';

/** A run that nothing but this decides: no host clock, no host timing. */
export interface Script {
  readonly image: string;
  readonly memoryMiB: number;
  readonly seed: number;
  readonly disk?: Disk | null;
  /** Typed, line by line, each at the prompt after the one before. */
  readonly lines: readonly string[];
  /** Instants to look at the machine, in instructions executed, ascending. */
  readonly instants: readonly number[];
  /** Instants, of those above, at which `TYPED_TEXT` is typed, whatever the guest is doing. */
  readonly typedAt?: readonly number[];
}

/** What a machine was at an instant. */
export interface Instant {
  readonly instructions: number;
  readonly guestTimeNs: number;
  readonly liveModules: number;
  /** Prompts shown so far. */
  readonly prompts: number;
  /** Bytes the guest has written to its console so far. */
  readonly console: number;
  /** The CPU is halted. */
  readonly idle: boolean;
  readonly sha256: string;
}

/** A run as it stands between two instants; another process can go on from it. */
export interface FrozenRun {
  readonly engine: FrozenEngine;
  readonly skippedNs: number;
  readonly lines: readonly string[];
  readonly console: string;
}

/** More than the UART is given at once; Ctrl-U takes it back, so that the next line is as it was. */
export const TYPED_TEXT = `${'x'.repeat(600)}\x15`;

/** What a process of its own is given. */
export interface Task {
  readonly script: Script;
  /** Where to go on; the beginning unless told. */
  readonly frozen?: FrozenRun;
  /** What is taken of it; the exact layer unless told. */
  readonly layer?: Layer;
}

/** Runs a script on an engine of its own; the just-in-time compiler is on from the first prompt. */
export async function runScript({ script, frozen, layer = 'exact' }: Task): Promise<Instant[]> {
  const run = await (frozen ? ScriptedRun.thaw(script, frozen, layer) : ScriptedRun.start(script));
  const instants: Instant[] = [];
  for (const instant of script.instants) {
    instants.push(await run.to(instant));
    if (script.typedAt?.includes(instant)) run.type(TYPED_TEXT);
  }
  return instants;
}

/** A script being run. */
export class ScriptedRun {
  readonly engine: Engine;
  readonly #time: ScriptedTime;
  readonly #lines: string[];
  /** All that the guest has written, one character a byte. */
  #console: string;

  static async start(script: Script): Promise<ScriptedRun> {
    const engine = await Engine.create(await optionsOf(script));
    return new ScriptedRun(engine, { skippedNs: 0, lines: script.lines, console: '' });
  }

  static async thaw(script: Script, frozen: FrozenRun, layer: Layer): Promise<ScriptedRun> {
    const engine = await Engine.thaw(await optionsOf(script), frozen.engine, layer);
    return new ScriptedRun(engine, frozen);
  }

  private constructor(engine: Engine, { skippedNs, lines, console }: Omit<FrozenRun, 'engine'>) {
    this.engine = engine;
    this.#time = new ScriptedTime({ skippedNs });
    this.#lines = [...lines];
    this.#console = console;
  }

  type(text: string): void {
    this.engine.serial.send(new TextEncoder().encode(text));
  }

  freeze(): FrozenRun {
    return {
      engine: this.engine.freeze('whole'),
      skippedNs: this.#time.skippedNs,
      lines: [...this.#lines],
      console: this.#console,
    };
  }

  /** Runs on until so many instructions have been executed. */
  async to(instructions: number): Promise<Instant> {
    const { engine } = this;
    while (engine.instructions < instructions && engine.condition === 'running') {
      const idleMs = engine.runSlice(this.#time.anchorNs(engine.instructions));
      if (engine.unsettled) await engine.settle();
      else if (idleMs > 0) this.#time.idleMs(idleMs);
      this.#handleOutput();
    }
    return {
      instructions: engine.instructions,
      guestTimeNs: engine.clock.ns,
      liveModules: engine.jit.liveModules,
      prompts: promptsIn(this.#console),
      console: this.#console.length,
      idle: engine.idle,
      sha256: await stateDigest(engine),
    };
  }

  #handleOutput(): void {
    const output = this.engine.serial.takeOutput();
    if (!output) return;
    const before = promptsIn(this.#console);
    this.#console += String.fromCharCode(...output);
    for (let prompt = before; prompt < promptsIn(this.#console); prompt++) {
      this.engine.jit.setEnabled(true);
      const line = this.#lines.shift();
      if (line !== undefined) this.type(`${line}\r`);
    }
  }
}

function promptsIn(console: string): number {
  return console.split('\x1b]133;B\x07').length - 1;
}

async function optionsOf({ image, memoryMiB, seed, disk = null }: Script): Promise<EngineOptions> {
  const config = configOf(image, { memoryMiB, seed, disk });
  const host = { readFile: readLocalFile };
  const loaded = await loadMachine({ config, locations: NODE_FILES }, host, () => {});
  return engineOptions(loaded, Date.UTC(2026, 0, 1));
}
