import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { SnapshotInfo } from '#protocol/snapshots';
import type { Snowglobe } from '#protocol/snowglobe';
import type { Timeline } from '#protocol/timeline';
import { type Flood, LONGEST_MS, newContext, type Save, type Tab } from './tab.ts';

declare global {
  var snowglobe: Snowglobe;
}

/** Snowglobe's page with the machine that it boots by itself. */
export class SnowglobeTab implements Tab {
  readonly page: Page;
  readonly bootMs: number;
  #saved: SnapshotInfo | null = null;

  private constructor(page: Page, bootMs: number) {
    this.page = page;
    this.bootMs = bootMs;
  }

  /** Opens the page and waits for the prompt; in a new context, unless told. */
  static async open(
    browser: Browser,
    url: string,
    context?: BrowserContext,
  ): Promise<SnowglobeTab> {
    const page = await (context ?? (await newContext(browser))).newPage();
    await page.goto(url, { waitUntil: 'commit' });
    return new SnowglobeTab(page, await page.evaluate(untilPrompt, LONGEST_MS));
  }

  time(line: string): Promise<number> {
    return this.page.evaluate(
      async ([command, timeoutMs]) => {
        const [machine] = snowglobe.machines();
        if (!machine) throw new Error('There is no machine.');
        const start = performance.now();
        const { output, exitCode } = await machine.run(command, { timeoutMs });
        if (exitCode !== 0) throw new Error(`"${command}" ended with ${exitCode}: ${output}`);
        return performance.now() - start;
      },
      [line, LONGEST_MS] as const,
    );
  }

  /** Opens the side panel, or closes it. */
  async toggleInside(): Promise<void> {
    await this.page.getByRole('button', { name: /^Inside/ }).click();
  }

  /** Until the side panel, opened, has been drawn and takes samples. */
  async untilSampled(): Promise<void> {
    await this.page.getByRole('list', { name: 'Instruction mix' }).waitFor();
  }

  async flood(line: string, end: string): Promise<Flood> {
    await this.page.bringToFront();
    const before = await this.#receivedBytes();
    const ms = await this.page.evaluate(
      async ([command, last]) => {
        const start = performance.now();
        await snowglobe.machines()[0]?.type(`${command}\r`);
        return untilDrawn(last, start);
      },
      [line, end] as const,
    );
    // An empty command: when its prompt is back, so is the last byte's receipt, a moment later.
    await this.time('true');
    await this.page.waitForTimeout(200);
    return { ms, bytes: (await this.#receivedBytes()) - before };
  }

  ask(line: string): Promise<string> {
    return this.page.evaluate(
      async ([command, timeoutMs]) => {
        const result = await snowglobe.machines()[0]?.run(command, { timeoutMs });
        return result?.output ?? '';
      },
      [line, LONGEST_MS] as const,
    );
  }

  async type(text: string): Promise<void> {
    await this.page.evaluate((keys) => snowglobe.machines()[0]?.type(keys), text);
  }

  async save(): Promise<Save> {
    const { info, ms } = await this.page.evaluate(async () => {
      const start = performance.now();
      const info = await snowglobe.machines()[0]?.freeze();
      return { info, ms: performance.now() - start };
    });
    if (!info) throw new Error('There is no machine.');
    this.#saved = info;
    return { pauseMs: info.pauseMs, ms, bytes: info.newBytes };
  }

  bringBack(): Promise<number> {
    return this.page.evaluate(async ({ id, instructions }) => {
      const [machine] = snowglobe.machines();
      const start = performance.now();
      await machine?.resumeFrom(id);
      while (machine && (await machine.counters()).instructions === instructions);
      return performance.now() - start;
    }, this.saved);
  }

  /** As `bringBack`, as another machine; the one that was saved stands still. */
  async bringBackAsNew(): Promise<number> {
    await this.hold();
    return this.page.evaluate(async ({ id, instructions }) => {
      const start = performance.now();
      const machine = await snowglobe.resume(id);
      while ((await machine.counters()).instructions === instructions);
      const ms = performance.now() - start;
      await machine.remove();
      return ms;
    }, this.saved);
  }

  /** The last save. */
  get saved(): SnapshotInfo {
    if (this.#saved === null) throw new Error('Nothing was saved.');
    return this.#saved;
  }

  timeline(): Promise<Timeline> {
    return this.page.evaluate(() => {
      const [machine] = snowglobe.machines();
      if (!machine) throw new Error('There is no machine.');
      return machine.timeline();
    });
  }

  /** Takes the machine to an instant of its past, or to its present; the milliseconds until it stands, or runs, there. */
  rewindTo(guestTimeNs: number): Promise<number> {
    return this.page.evaluate(async (instant) => {
      const [machine] = snowglobe.machines();
      const start = performance.now();
      await machine?.rewindTo(instant);
      return performance.now() - start;
    }, guestTimeNs);
  }

  /** What its past may take of memory; 0: it is not recorded. */
  async setPastBudget(bytes: number): Promise<void> {
    await this.page.evaluate((most) => snowglobe.machines()[0]?.setPastBudget(most), bytes);
  }

  /** The console's size in character cells. */
  async size(): Promise<{ readonly columns: number; readonly rows: number }> {
    const size = await this.page.locator('[data-size]').first().getAttribute('data-size');
    const [columns, rows] = (size ?? '').split('x').map(Number);
    if (!columns || !rows) throw new Error(`The console's size is "${size}".`);
    return { columns, rows };
  }

  async hold(): Promise<void> {
    await this.page.evaluate(() => snowglobe.machines()[0]?.pause());
  }

  async release(): Promise<void> {
    await this.page.bringToFront();
    await this.page.evaluate(() => snowglobe.machines()[0]?.resume());
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #receivedBytes(): Promise<number> {
    const console = this.page.locator('[data-received-bytes]').first();
    return Number(await console.getAttribute('data-received-bytes'));
  }
}

/** Runs in the page: resolves to the milliseconds since the navigation began, once the first prompt is drawn. */
export function untilPrompt(limitMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const status = globalThis.snowglobe?.machines()[0]?.status();
      // A machine that came at its prompt is a picture of its console at first: no bytes are received.
      const drawn = document.querySelector('.xterm-rows')?.textContent ?? '';
      if (status?.phase === 'running' && drawn.includes('~#')) resolve(performance.now());
      else if (status?.phase === 'failed') reject(new Error(status.failure.message));
      else if (performance.now() > limitMs) reject(new Error(`No prompt is drawn: "${drawn}".`));
      else return;
      clearInterval(timer);
    }, 4);
  });
}
