import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { CHROMIUM_FLAGS, findChromium } from '../chromium.mjs';

type Result = Readonly<Record<string, unknown>>;

/** A browser's answer, or an event of it. */
interface Message {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: Result;
}

interface Call {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** A new window is at rest by then, with all that the browser does for it. */
const WINDOW_SETTLES_MS = 1000;

/** Where Chromium reads and writes its debugging protocol, messages ended by a zero byte each. */
const PIPE_IN = 3;
const PIPE_OUT = 4;

/**
 * A browser without a debugger in its pages. What Playwright follows of a page slows its start: V8 parses again what is running, to
 * tell in which line it is.
 */
export class BareBrowser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #input: Writable;
  readonly #calls = new Map<number, Call>();
  #made = 0;
  #rest = '';

  /** With an empty profile. */
  static async launch(): Promise<BareBrowser> {
    return new BareBrowser(process.env['SNOWGLOBE_CHROMIUM'] ?? (await findChromium()));
  }

  private constructor(executablePath: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'snowglobe-bench-'));
    this.#process = spawn(
      executablePath,
      [
        ...CHROMIUM_FLAGS,
        '--headless=new',
        '--remote-debugging-pipe',
        '--no-default-browser-check',
        '--window-size=1440,900',
        `--user-data-dir=${this.#profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    // Safe: these two are pipes, as told above.
    this.#input = this.#process.stdio[PIPE_IN] as Writable;
    const output = this.#process.stdio[PIPE_OUT] as Readable;
    output.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#process.on('exit', () => {
      for (const { reject } of this.#calls.values()) reject(new Error('The browser has ended.'));
    });
  }

  /** A profile of its own, with empty caches. */
  async newContext(): Promise<BareContext> {
    const { browserContextId } = await this.call('Target.createBrowserContext');
    return new BareContext(this, browserContextId);
  }

  /** The debugging protocol's methods. Fails with the browser's words. */
  call(method: string, params: object = {}, sessionId?: unknown): Promise<Result> {
    this.#made++;
    const id = this.#made;
    this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.call('Browser.close').catch(() => {});
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #take(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) {
      // Safe: the protocol has no other messages.
      const { id, error, result } = JSON.parse(message) as Message;
      const call = id === undefined ? undefined : this.#calls.get(id);
      if (id === undefined || call === undefined) continue;
      this.#calls.delete(id);
      if (error) call.reject(new Error(error.message));
      else call.resolve(result ?? {});
    }
  }
}

/** Visits that share caches and storage. */
export class BareContext {
  readonly #browser: BareBrowser;
  readonly #id: unknown;

  constructor(browser: BareBrowser, id: unknown) {
    this.#browser = browser;
    this.#id = id;
  }

  /**
   * Opens a page in a new window and asks it: `expression` runs in it as soon as the page begins, and is awaited. Fails with
   * what it threw.
   */
  async visit(url: string, expression: string): Promise<unknown> {
    const browser = this.#browser;
    const { targetId } = await browser.call('Target.createTarget', {
      url: 'about:blank',
      browserContextId: this.#id,
      newWindow: true,
    });
    const { sessionId } = await browser.call('Target.attachToTarget', { targetId, flatten: true });
    await after(WINDOW_SETTLES_MS);
    await browser.call('Page.navigate', { url }, sessionId);
    const asked = { expression, awaitPromise: true, returnByValue: true };
    // Safe: the protocol's types of this method's answer.
    const { result, exceptionDetails } = (await browser.call(
      'Runtime.evaluate',
      asked,
      sessionId,
    )) as { result: { value?: unknown; description?: string }; exceptionDetails?: object };
    await browser.call('Target.closeTarget', { targetId });
    if (exceptionDetails) throw new Error(result.description ?? `${url} failed.`);
    return result.value;
  }

  async close(): Promise<void> {
    await this.#browser.call('Target.disposeBrowserContext', { browserContextId: this.#id });
  }
}
