import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type LaunchOptions, type Page } from '@playwright/test';
import { test as base } from './fixtures.ts';

/** How a browser of the test's own is started. */
interface OwnBrowserSettings {
  readonly launchOptions: LaunchOptions;
  readonly baseURL: string;
}

/** What the tests of killing keep hold of: the workers that a page has made, oldest first, by name. */
declare global {
  var workersMade: { readonly name: string; readonly worker: Worker }[];
}

/** A browser with a profile of the test's own, which outlives it: it can be killed, and opened again. */
export class OwnBrowser {
  readonly #settings: OwnBrowserSettings;
  readonly #profile: string;
  #running: { readonly context: BrowserContext; readonly pid: number } | null = null;

  private constructor(settings: OwnBrowserSettings, profile: string) {
    this.#settings = settings;
    this.#profile = profile;
  }

  static async create(settings: OwnBrowserSettings): Promise<OwnBrowser> {
    return new OwnBrowser(settings, await mkdtemp(join(tmpdir(), 'snowglobe-profile-')));
  }

  /** The profile, opened unless it is open. */
  async context(): Promise<BrowserContext> {
    if (this.#running !== null) return this.#running.context;
    const { launchOptions, baseURL } = this.#settings;
    const context = await chromium.launchPersistentContext(this.#profile, {
      ...launchOptions,
      baseURL,
    });
    await context.addInitScript(keepWorkers);
    this.#running = { context, pid: await browserPid(context) };
    context.once('close', () => {
      this.#running = null;
    });
    return context;
  }

  /** An empty tab of it. */
  async newPage(): Promise<Page> {
    return (await this.context()).newPage();
  }

  /** Ends the browser as a power cut would, with whatever it was doing. */
  async kill(): Promise<void> {
    if (this.#running === null) return;
    const { context, pid } = this.#running;
    const closed = context.waitForEvent('close');
    process.kill(pid, 'SIGKILL');
    await closed;
  }

  /** Ends the browser and deletes its profile. */
  async dispose(): Promise<void> {
    await this.#running?.context.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** Ends a page's renderer as a crash of it does; the page is of no use then. */
export async function crashPage(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await page.context().newCDPSession(page);
  // Never answered: who would answer is gone.
  session.send('Page.crash').catch(() => {});
  await crashed;
  await page.close();
}

/** Ends the last worker of that name in the middle of what it does. The page is not told. */
export function terminateWorker(page: Page, name: string): Promise<void> {
  return page.evaluate((wanted) => {
    const made = workersMade.findLast(({ name: given }) => given === wanted);
    if (made === undefined) throw new Error(`There is no worker ${wanted}.`);
    made.worker.terminate();
  }, name);
}

function keepWorkers(): void {
  globalThis.workersMade = [];
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workersMade.push({ name: options?.name ?? '', worker: this });
    }
  };
}

async function browserPid(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  const info = await session?.send('SystemInfo.getProcessInfo');
  const pid = info?.processInfo.find(({ type }) => type === 'browser')?.id;
  if (pid === undefined) throw new Error('The browser does not tell its process.');
  await session?.detach();
  return pid;
}

export const test = base.extend<{ own: OwnBrowser }>({
  own: async ({ launchOptions, baseURL }, use) => {
    const own = await OwnBrowser.create({ launchOptions, baseURL: baseURL ?? '/' });
    await use(own);
    await own.dispose();
  },
});
