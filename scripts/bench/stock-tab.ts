import type { Browser, Page } from '@playwright/test';
import type { Stock } from './stock/stock.ts';
import { type Flood, newContext, type Save, type Tab } from './tab.ts';

declare global {
  var stock: Stock;
}

/** v86 as its own README uses it, on the same image. */
export class StockTab implements Tab {
  readonly page: Page;
  readonly bootMs: number;

  private constructor(page: Page, bootMs: number) {
    this.page = page;
    this.bootMs = bootMs;
  }

  /** Opens the page and waits for the prompt; with v86's own terminal on the serial port, if told. */
  static async open(browser: Browser, url: string, withConsole = false): Promise<StockTab> {
    const page = await (await newContext(browser)).newPage();
    await page.goto(withConsole ? `${url}?console` : url);
    await page.waitForFunction(() => globalThis.stock !== undefined);
    return new StockTab(page, await page.evaluate(() => stock.booted));
  }

  time(line: string): Promise<number> {
    return this.page.evaluate(async (command) => {
      const start = performance.now();
      await stock.run(command);
      return performance.now() - start;
    }, line);
  }

  async flood(line: string, end: string): Promise<Flood> {
    await this.page.bringToFront();
    return this.page.evaluate(
      async ([command, last]) => {
        const before = stock.sentBytes();
        const start = performance.now();
        const prompt = stock.run(command);
        const ms = await untilDrawn(last, start);
        await prompt;
        return { ms, bytes: stock.sentBytes() - before };
      },
      [line, end] as const,
    );
  }

  ask(line: string): Promise<string> {
    return this.page.evaluate((command) => stock.ask(command), line);
  }

  type(text: string): Promise<void> {
    return this.page.evaluate((keys) => stock.type(keys), text);
  }

  save(): Promise<Save> {
    return this.page.evaluate(() => stock.save());
  }

  bringBack(): Promise<number> {
    return this.page.evaluate(() => stock.bringBack());
  }

  async resizeConsole(columns: number, rows: number): Promise<void> {
    await this.page.evaluate(([c, r]) => stock.resizeConsole(c, r), [columns, rows] as const);
  }

  async hold(): Promise<void> {
    await this.page.evaluate(() => stock.stop());
  }

  async release(): Promise<void> {
    await this.page.bringToFront();
    await this.page.evaluate(() => stock.start());
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
