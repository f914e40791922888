import type { MeasuredCounts } from '#protocol/counters';
import type { Pages } from '#protocol/frozen-machine';
import type { Disk } from '#protocol/machine';
import type { EngineOptions } from '../engine/build-v86.ts';
import { Engine } from '../engine/engine.ts';
import type { FrozenEngine, Layer } from '../engine/frozen-engine.ts';
import type { GuestDisk } from '../engine/guest-disk.ts';
import { sha256, stateDigest } from '../engine/state-digest.ts';
import { engineOptions, loadMachine } from '../machine/loaded-machine.ts';
import { ScriptedTime } from '../machine/time-source.ts';
import { configOf, NODE_FILES, readLocalFile } from './node-machine.ts';

/** The guest's wall clock at power-on. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** A run that nothing but this decides: no host clock, no host timing. */
export interface Script {
  readonly image: string;
  readonly memoryMiB: number;
  readonly seed: number;
  readonly disk?: Disk | null;
  /** Whether the just-in-time compiler is on from the first prompt; it is unless told. */
  readonly jit?: boolean;
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
  /** All that was counted since power-on. */
  readonly measured: MeasuredCounts;
  /** Prompts shown so far. */
  readonly prompts: number;
  /** All that the guest has written to its console so far, one character a byte. */
  readonly console: string;
  /** The CPU is halted. */
  readonly idle: boolean;
  /** Guest RAM and registers. */
  readonly sha256: string;
  /** What v86's devices hold in JavaScript. */
  readonly devices: string;
  readonly disk: string | null;
}

/** A run as it stands between two instants; another process can go on from it. */
export interface FrozenRun {
  readonly engine: FrozenEngine;
  readonly disk: Pages | null;
  readonly skippedNs: number;
  readonly lines: readonly string[];
  readonly console: string;
}

/** Where a run stands in its script. */
export type ScriptPosition = Omit<FrozenRun, 'engine' | 'disk'>;

/** More than the UART is given at once; Ctrl-U takes it back, so that the next line is as it was. */
export const TYPED_TEXT = `${'x'.repeat(600)}\x15`;

/** What a process of its own is given. */
export interface Task {
  readonly script: Script;
  /** Where to go on; the beginning unless told. */
  readonly frozen?: FrozenRun;
  /** What is taken of it; the exact layer unless told. */
  readonly layer?: Layer;
  /** Freezes what has changed since then, after the last instant. */
  readonly freezesAtEnd?: boolean;
}

/** What has become of a task. */
export interface TaskResult {
  readonly instants: Instant[];
  readonly frozen: FrozenRun | null;
}

/** Runs a script on an engine of its own. */
export async function runScript(task: Task): Promise<TaskResult> {
  const { script, frozen, layer = 'exact', freezesAtEnd = false } = task;
  const run = await (frozen ? ScriptedRun.thaw(script, frozen, layer) : ScriptedRun.start(script));
  const instants: Instant[] = [];
  for (const instant of script.instants) {
    instants.push(await run.to(instant));
    if (script.typedAt?.includes(instant)) run.type(TYPED_TEXT);
  }
  return { instants, frozen: freezesAtEnd ? run.freeze('changes') : null };
}

/** A script being run. */
export class ScriptedRun {
  readonly engine: Engine;
  readonly disk: GuestDisk | null;
  readonly #jit: boolean;
  #time: ScriptedTime;
  #lines: string[];
  #console: string;

  static async start(script: Script): Promise<ScriptedRun> {
    const options = await optionsOf(script);
    const engine = await Engine.create(options);
    return new ScriptedRun(engine, options, script, {
      skippedNs: 0,
      lines: script.lines,
      console: '',
    });
  }

  static async thaw(script: Script, frozen: FrozenRun, layer: Layer): Promise<ScriptedRun> {
    const options = await optionsOf(script);
    if (frozen.disk) options.disk?.put(frozen.disk);
    const engine = await Engine.thaw(options, frozen.engine, layer);
    return new ScriptedRun(engine, options, script, frozen);
  }

  private constructor(
    engine: Engine,
    { disk }: EngineOptions,
    { jit = true }: Script,
    position: ScriptPosition,
  ) {
    this.engine = engine;
    this.disk = disk;
    this.#jit = jit;
    this.#time = new ScriptedTime({ skippedNs: position.skippedNs });
    this.#lines = [...position.lines];
    this.#console = position.console;
  }

  get position(): ScriptPosition {
    return {
      skippedNs: this.#time.skippedNs,
      lines: [...this.#lines],
      console: this.#console,
    };
  }

  set position({ skippedNs, lines, console }: ScriptPosition) {
    this.#time = new ScriptedTime({ skippedNs });
    this.#lines = [...lines];
    this.#console = console;
  }

  type(text: string): void {
    this.engine.give({ kind: 'console', bytes: new TextEncoder().encode(text) });
  }

  /** As `Engine.freeze` and `GuestDisk` have it. */
  freeze(pages: 'changes' | 'whole' = 'whole'): FrozenRun {
    const written = this.disk?.takeWritten() ?? null;
    return {
      engine: this.engine.freeze(pages),
      disk: pages === 'whole' ? (this.disk?.whole() ?? null) : written,
      ...this.position,
    };
  }

  /** Goes on, in place, as `frozen`, whose pages are those that differ from when this one was last frozen or thawed. */
  restore({ engine, disk, ...position }: FrozenRun): void {
    this.engine.prepareRestore(engine, 'exact')(EPOCH_MS);
    this.disk?.revert();
    if (disk) this.disk?.put(disk);
    this.position = position;
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
    return this.look();
  }

  /** What it is now. */
  async look(): Promise<Instant> {
    const { engine, disk } = this;
    return {
      instructions: engine.instructions,
      guestTimeNs: engine.clock.ns,
      liveModules: engine.jit.liveModules,
      measured: engine.measured,
      prompts: promptsIn(this.#console),
      console: this.#console,
      idle: engine.idle,
      sha256: await stateDigest(engine),
      devices: await sha256(new TextEncoder().encode(JSON.stringify(engine.deviceView))),
      disk: disk && (await sha256(disk.bytes)),
    };
  }

  #handleOutput(): void {
    const output = this.engine.serial.takeOutput();
    if (!output) return;
    const before = promptsIn(this.#console);
    this.#console += String.fromCharCode(...output);
    for (let prompt = before; prompt < promptsIn(this.#console); prompt++) {
      if (this.#jit) this.engine.give({ kind: 'compiler', allowed: true });
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
  return engineOptions(loaded, EPOCH_MS);
}
