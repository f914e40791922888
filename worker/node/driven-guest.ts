import type { MachineConfig } from '#protocol/machine';
import { Engine } from '../engine/engine.ts';
import type { FrozenEngine } from '../engine/frozen-engine.ts';
import { MarkSplitter } from '../machine/console-text.ts';
import { engineOptions, type LoadedMachine, loadMachine } from '../machine/loaded-machine.ts';
import { ScriptedTime } from '../machine/time-source.ts';
import { configOf, NODE_FILES, readLocalFile } from './node-machine.ts';

/** Much more than anything a test waits for. */
const LONGEST_WAIT_INSTRUCTIONS = 1e9;

/** A guest as it stands between two slices; any number of guests can be thawed from it. */
export interface FrozenGuest {
  readonly loaded: LoadedMachine;
  readonly engine: FrozenEngine;
  readonly skippedNs: number;
}

/** A guest that nothing but a test drives, and to whose agent the test talks itself. */
export class DrivenGuest {
  readonly engine: Engine;
  readonly #loaded: LoadedMachine;
  readonly #time: ScriptedTime;
  readonly #marks = new MarkSplitter();
  #prompts = 0;
  /** What the console has shown since the last line was typed, less its echo. */
  #output = '';
  #agentText = '';

  /** Boots `tiny` to its prompt, and until its agent has said hello. */
  static async boot(options: Partial<MachineConfig> = {}): Promise<DrivenGuest> {
    const config = configOf('tiny', options);
    const host = { readFile: readLocalFile };
    const loaded = await loadMachine({ config, locations: NODE_FILES }, host, () => {});
    const guest = new DrivenGuest(loaded, await Engine.create(optionsOf(loaded)), 0);
    await guest.#runUntil(() => guest.#prompts > 0 && guest.#agentText.includes('\n'));
    return guest;
  }

  static async thaw({ loaded, engine, skippedNs }: FrozenGuest): Promise<DrivenGuest> {
    return new DrivenGuest(
      loaded,
      await Engine.thaw(optionsOf(loaded), engine, 'exact'),
      skippedNs,
    );
  }

  private constructor(loaded: LoadedMachine, engine: Engine, skippedNs: number) {
    this.engine = engine;
    this.#loaded = loaded;
    this.#time = new ScriptedTime({ skippedNs });
  }

  freeze(): FrozenGuest {
    return {
      loaded: this.#loaded,
      engine: this.engine.freeze('whole'),
      skippedNs: this.#time.skippedNs,
    };
  }

  /** All that the agent has said and nobody has asked for, its lines joined by `\n`. */
  takeAgentText(): string {
    const text = this.#agentText;
    this.#agentText = '';
    return text;
  }

  /** Sends a line to the agent; resolves to what it says. */
  async ask(request: string): Promise<string> {
    this.#agentText = '';
    this.engine.give({ kind: 'agent', bytes: new TextEncoder().encode(`${request}\n`) });
    await this.#runUntil(() => this.#agentText.includes('\n'));
    return this.takeAgentText().trimEnd();
  }

  /** Types a command at the prompt; resolves at the next prompt to what the command wrote and that prompt. */
  async run(command: string): Promise<string> {
    const before = this.#prompts;
    this.engine.give({ kind: 'console', bytes: new TextEncoder().encode(`${command}\r`) });
    await this.#runUntil(() => this.#prompts > before);
    return this.#output;
  }

  async #runUntil(done: () => boolean): Promise<void> {
    const { engine } = this;
    const end = engine.instructions + LONGEST_WAIT_INSTRUCTIONS;
    while (!done()) {
      if (engine.condition !== 'running' || engine.instructions > end)
        throw new Error(`The guest is ${engine.condition}; it last wrote: ${this.#output}`);
      const idleMs = engine.runSlice(this.#time.anchorNs(engine.instructions));
      if (engine.unsettled) await engine.settle();
      else if (idleMs > 0 && !engine.serial.canDeliver) this.#time.idleMs(idleMs);
      this.#takeOutput();
    }
  }

  #takeOutput(): void {
    for (const bytes of this.engine.takeAgentOutput())
      this.#agentText += new TextDecoder('latin1').decode(bytes);
    for (const part of this.#marks.split(this.engine.serial.takeOutput() ?? new Uint8Array())) {
      if (part.kind === 'text') this.#output += part.text.replaceAll('\r\n', '\n');
      else if (part.mark.kind === 'C') this.#output = '';
      else if (part.mark.kind === 'B') this.#prompts++;
    }
  }
}

function optionsOf(loaded: LoadedMachine) {
  return engineOptions(loaded, Date.UTC(2026, 0, 1));
}
