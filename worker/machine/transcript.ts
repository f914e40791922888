import { FailureError } from '#protocol/failure';
import { PlainText } from './console-text.ts';

/** How much output is kept for a wait that comes later, in characters. */
const KEPT_CHARACTERS = 2 ** 20;

/** So many characters are searched after every slice; more would slow the guest down, and are searched now and then. */
const SEARCHED_AT_ONCE = 2 ** 14;
const SEARCH_PAUSE_MS = 50;

interface Waiter {
  readonly pattern: string | RegExp;
  readonly resolve: (text: string) => void;
  readonly reject: (error: unknown) => void;
}

/** What a transcript is made of anew; whoever waits for something in it is not. */
export interface TranscriptState {
  readonly text: string;
  readonly cut: string;
}

/** Console output as plain text since the last match, for those who wait for something in it. */
export class Transcript {
  readonly #plain = new PlainText();
  #text = '';
  #waiters: Waiter[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  get state(): TranscriptState {
    return { text: this.#text, cut: this.#plain.state };
  }

  restore({ text, cut }: TranscriptState): void {
    this.#text = text;
    this.#plain.restore(cut);
    this.#matchSoon();
  }

  append(text: string): void {
    this.#text += this.#plain.feed(text);
    if (this.#text.length > 2 * KEPT_CHARACTERS) this.#text = this.#text.slice(-KEPT_CHARACTERS);
    this.#matchSoon();
  }

  /**
   * Resolves to the text up to and with the match, and begins anew behind it. Several waits are served in the order in
   * which they were asked for. Fails with `TimedOut`.
   */
  waitFor(pattern: string | RegExp, timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        // The next in line may have waited behind this one.
        this.#match();
        reject(
          new FailureError(
            'TimedOut',
            `The console did not show ${pattern} within ${timeoutMs} ms. ${this.lastSeen()}`,
          ),
        );
      }, timeoutMs);
      const waiter: Waiter = {
        pattern,
        resolve: (text) => {
          clearTimeout(timer);
          resolve(text);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      this.#waiters.push(waiter);
      this.#match();
    });
  }

  /** All who wait will wait in vain. */
  rejectAll(error: FailureError): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
  }

  /** A sentence that quotes the end of what was seen. */
  lastSeen(): string {
    const seen = this.#text.trimEnd().slice(-200);
    return seen === '' ? 'It has shown nothing since the last wait.' : `It last showed: ${seen}`;
  }

  /** At once while there is little to search, a moment later during a flood. */
  #matchSoon(): void {
    if (this.#waiters.length === 0 || this.#timer !== undefined) return;
    if (this.#text.length < SEARCHED_AT_ONCE) return this.#match();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#match();
    }, SEARCH_PAUSE_MS);
  }

  #match(): void {
    for (;;) {
      const waiter = this.#waiters[0];
      if (!waiter) return;
      const end = endOfMatch(this.#text, waiter.pattern);
      if (end === null) return;
      this.#waiters.shift();
      const matched = this.#text.slice(0, end);
      this.#text = this.#text.slice(end);
      waiter.resolve(matched);
    }
  }
}

function endOfMatch(text: string, pattern: string | RegExp): number | null {
  if (typeof pattern === 'string') {
    const at = text.indexOf(pattern);
    return at === -1 ? null : at + pattern.length;
  }
  const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).exec(text);
  return match ? match.index + match[0].length : null;
}
