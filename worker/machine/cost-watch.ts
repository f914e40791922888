import type { Cost } from '#protocol/counters';
import type { Engine } from '../engine/engine.ts';
import { Costs } from '../meter/costs.ts';
import { CONTINUATION, type ConsolePart } from './console-text.ts';
import type { ShellState } from './shell.ts';
import { editedLine, keysAsText } from './typed-text.ts';

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** The longest line that is remembered, escape sequences in it. */
const LONGEST_ECHO = 4096;

/** What is asked of the PC whose console it is. */
export interface WatchedPc extends Pick<Engine, 'measured' | 'idle' | 'instructionsSinceMark'> {
  readonly clock: Pick<Engine['clock'], 'ns'>;
  readonly serial: Pick<Engine['serial'], 'hasInput'>;
}

/** Sees commands and key strokes begin and end on a console, and has each one's cost counted. */
export class CostWatch {
  readonly #pc: WatchedPc;
  readonly #costs: Costs;
  /** What the line editor has written since its prompt stood; null while there is none. */
  #echo: string | null = null;
  /** The prompt that was drawn last asks for the rest of a command. */
  #continues = false;

  /** @param wallTimeMs host time in which the machine was not paused. */
  constructor(pc: WatchedPc, wallTimeMs: () => number) {
    this.#pc = pc;
    this.#costs = new Costs(() => ({
      measured: pc.measured,
      guestTimeNs: pc.clock.ns,
      wallTimeMs: wallTimeMs(),
    }));
  }

  /** The shell stands where it stood; what was typed at its prompt before is not known. */
  restore({ phase }: ShellState): void {
    this.#continues = phase === 'continuing';
    if (phase === 'ready' || phase === 'continuing') this.#echo = '';
  }

  get lastCommand(): Cost | null {
    return this.#costs.lastCommand;
  }

  get lastKey(): Cost | null {
    return this.#costs.lastKey;
  }

  /** Bytes are on their way to the guest; `ready`: its prompt stands. */
  handleInput(bytes: Uint8Array, ready: boolean): void {
    if (ready && entersLine(bytes)) this.#costs.beginCommand();
    else this.#costs.beginKeys(keysAsText(new TextDecoder().decode(bytes)));
  }

  /** What a slice has written; a mark in it, if there is one, ended the slice. */
  handleOutput(part: ConsolePart): void {
    if (part.kind === 'text') {
      if (this.#echo !== null) this.#echo = (this.#echo + part.text).slice(-LONGEST_ECHO);
      return;
    }
    switch (part.mark.kind) {
      case 'A':
        this.#continues = part.mark.argument === CONTINUATION;
        return;
      case 'B':
        this.#echo = '';
        if (!this.#continues) this.#costs.endCommand(this.#pc.instructionsSinceMark);
        return;
      case 'C':
        return this.#handleTaken();
      default:
        return;
    }
  }

  /** A slice is over. */
  handleSlice(): void {
    if (this.#pc.idle && !this.#pc.serial.hasInput) this.#costs.handleIdle();
  }

  /** The shell has taken a line: perhaps one that was typed before its prompt stood. */
  #handleTaken(): void {
    this.#costs.takeCommand(this.#pc.instructionsSinceMark);
    if (this.#echo !== null) this.#costs.nameCommand(editedLine(this.#echo));
    this.#echo = null;
  }
}

/** Whether what is typed enters a line. */
export function entersLine(bytes: Uint8Array): boolean {
  return bytes.includes(CARRIAGE_RETURN) || bytes.includes(LINE_FEED);
}
