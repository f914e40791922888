import {
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  type Locator,
  type Page,
  type Worker,
} from '@playwright/test';
import type { MachineStatus, RunResult } from '#protocol/machine';
import type { LineageId, SnapshotInfo } from '#protocol/snapshots';
import type { Snowglobe } from '#protocol/snowglobe';

declare global {
  var snowglobe: Snowglobe;
}

/** How long a cold boot may take on a busy test machine. */
const BOOT_TIMEOUT_MS = 45_000;

/** How often it is looked for what costs little to look for; Playwright itself would come to look once a second. */
const OFTEN = [100];

/** The page as a user speaks of it. Machines are named by their place in the order in which they were made. */
export class SnowglobePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until the machine that it starts by itself is at its prompt, and the page shows it. */
  async open(): Promise<void> {
    await this.page.goto('/');
    await this.expectPhase('running');
    const console = this.page.locator('[data-console]:visible');
    await base.expect(console).toHaveAttribute('data-received-bytes', /\d/);
  }

  /** Boots one more machine by script; resolves at its prompt, to its place. */
  boot(options: { name?: string; memoryMiB?: number; seed?: number } = {}): Promise<number> {
    return this.page.evaluate(async (settings) => {
      const machine = await snowglobe.boot('tiny', settings);
      return snowglobe.machines().findIndex(({ id }) => id === machine.id);
    }, options);
  }

  status(machine = 0): Promise<MachineStatus | undefined> {
    return this.page.evaluate((place) => snowglobe?.machines()[place]?.status(), machine);
  }

  async expectPhase(phase: MachineStatus['phase'], machine = 0): Promise<void> {
    await this.page.waitForFunction(
      ([place, wanted]) => globalThis.snowglobe?.machines()[place]?.status().phase === wanted,
      [machine, phase] as const,
      { timeout: BOOT_TIMEOUT_MS },
    );
  }

  run(command: string, machine = 0, timeoutMs = 30_000): Promise<RunResult> {
    return this.page.evaluate(
      ([place, line, limit]) => {
        const handle = snowglobe.machines()[place];
        if (!handle) throw new Error(`There is no machine ${place}.`);
        return handle.run(line, { timeoutMs: limit });
      },
      [machine, command, timeoutMs] as const,
    );
  }

  screen(machine = 0): Promise<string> {
    return this.page.evaluate(
      async (place) => (await snowglobe.machines()[place]?.screen()) ?? '',
      machine,
    );
  }

  /** Waits until the console shows a text. */
  async expectConsole(text: string | RegExp, machine = 0): Promise<void> {
    await base.expect
      .poll(() => this.screen(machine), { timeout: 15_000, intervals: OFTEN })
      .toMatch(text);
  }

  /** The workers of the machines on the page, beside that of the library. */
  machineWorkers(): Worker[] {
    return this.page.workers().filter((worker) => worker.url().includes('machine-worker'));
  }

  /** A machine's worker throws what nothing catches, as one that runs out of memory does. The first one unless told. */
  async crashWorker(place = 0): Promise<void> {
    const worker = this.machineWorkers().at(place);
    if (worker === undefined) throw new Error(`There is no worker ${place}.`);
    await worker.evaluate('setTimeout(() => { throw new Error("out of memory"); })');
  }

  /** Freezes a machine by script. */
  freeze(name: string, machine = 0): Promise<SnapshotInfo> {
    return this.page.evaluate(
      ([place, wanted]) => {
        const handle = snowglobe.machines()[place];
        if (!handle) throw new Error(`There is no machine ${place}.`);
        return handle.freeze({ name: wanted });
      },
      [machine, name] as const,
    );
  }

  /** Reloads the page, which then shows the last machine standing still. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.expectPhase('paused');
  }

  async openSnapshots(): Promise<Locator> {
    await this.page.getByRole('button', { name: /^Snapshots/ }).click();
    const panel = this.page.getByRole('complementary', { name: 'Snapshots' });
    await base.expect(panel).toBeVisible();
    return panel;
  }

  /** A snapshot's place in the panel. */
  row(name: string): Locator {
    const machines = this.page.getByRole('region', { name: /^Snapshots of/ });
    return machines.getByRole('listitem').filter({ hasText: name });
  }

  /** Opens a snapshot's place in the panel, with all that can be done with it. */
  async openRow(name: string): Promise<Locator> {
    const row = this.row(name);
    await row.getByRole('button', { expanded: false }).click();
    return row;
  }

  /** The last machine, as the page offers it on opening. */
  get card(): Locator {
    return this.page.getByRole('region', { name: /^Last machine/ });
  }

  /** Waits until the newest snapshot, of a machine if one is named, was saved by itself and is not `before`; resolves to it. */
  async savedByItself(
    before: SnapshotInfo | null = null,
    lineage: LineageId | null = null,
  ): Promise<SnapshotInfo> {
    const newest = () =>
      this.page.evaluate(
        async (of) =>
          (await snowglobe.snapshots.list()).find((info) => (of ?? info.lineage) === info.lineage),
        lineage,
      );
    let found: SnapshotInfo | undefined;
    const isNew = async () => {
      found = await newest();
      return found?.kind === 'auto' && found.id !== before?.id;
    };
    await base.expect.poll(isNew, { timeout: 60_000, intervals: OFTEN }).toBe(true);
    if (found === undefined) throw new Error('Nothing was saved.');
    return found;
  }

  /** The names of the snapshots that somebody froze, newest first. */
  keptNames(): Promise<string[]> {
    return this.page.evaluate(async () => {
      const infos = await snowglobe.snapshots.list();
      return infos.filter(({ kind }) => kind === 'kept').map(({ name }) => name);
    });
  }

  get console() {
    return this.page.getByRole('region', { name: /^Console of/ });
  }

  /** What the terminal in the page has received since it was opened. */
  async received(): Promise<{ bytes: number; crc32: number }> {
    const host = this.page.locator('[data-console]:visible');
    return {
      bytes: Number(await host.getAttribute('data-received-bytes')),
      crc32: Number.parseInt((await host.getAttribute('data-received-crc32')) ?? '', 16),
    };
  }

  /** The same, once nothing comes any more: a verb's answer may overtake the console's bytes, which have a port of their own. */
  async receivedAtRest(): Promise<{ bytes: number; crc32: number }> {
    let last = { bytes: 0, crc32: 0 };
    const grown = async () => {
      const before = last.bytes;
      last = await this.received();
      return last.bytes - before;
    };
    await base.expect.poll(grown, { intervals: [500] }).toBe(0);
    return last;
  }

  /** Types on the keyboard, the console in focus. */
  async type(text: string): Promise<void> {
    await this.console.click();
    await this.page.keyboard.type(text);
  }
}

/** Another page of the same browser. */
export async function newTab(context: BrowserContext): Promise<SnowglobePage> {
  const page = await context.newPage();
  await page.goto('/');
  return new SnowglobePage(page);
}

/** Makes the library's worker do nothing from now on, until the function that it resolves to is called. */
export async function hangLibrary(page: Page): Promise<() => void> {
  const worker = page.workers().find((made) => made.url().includes('library-worker'));
  return new Promise((resolve, reject) => {
    page
      .route('**/go-on', (route) => resolve(() => void route.fulfill({ body: '' })), { times: 1 })
      .then(() =>
        worker?.evaluate(() => {
          const request = new XMLHttpRequest();
          request.open('GET', '/go-on', false);
          request.send();
        }),
      )
      .catch(reject);
  });
}

/** A test fails when the page logs an error that it did not expect. */
function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

export const test = base.extend<{ snow: SnowglobePage; pageErrors: string[] }>({
  pageErrors: async ({ page }, use) => {
    await use(watchErrors(page));
  },
  snow: async ({ page, pageErrors }, use) => {
    await use(new SnowglobePage(page));
    base.expect(pageErrors).toEqual([]);
  },
});

export const expect = base.expect;
