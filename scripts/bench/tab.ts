import type { Browser, BrowserContext, Page } from '@playwright/test';
import { speedInPage } from './speed-in-page.ts';

/** One machine in a tab of its own, with a process of its own. */
export interface Tab {
  readonly page: Page;
  /** From the start of the navigation to the first shell prompt. */
  readonly bootMs: number;
  /** Runs a line in the console's shell, from the first key stroke to the next prompt. */
  time(line: string): Promise<number>;
  /** Types a line; until its output's last line, `end`, is in what the terminal shows. */
  flood(line: string, end: string): Promise<Flood>;
  /** As `time`, and resolves to what the line wrote. */
  ask(line: string): Promise<string>;
  /** Key strokes. */
  type(text: string): Promise<void>;
  /** Keeps the machine: a snapshot, or stock v86's state in IndexedDB. */
  save(): Promise<Save>;
  /** Makes the machine what it was at the last save; the milliseconds until it runs again. */
  bringBack(): Promise<number>;
  /** Stops the machine between two instructions, so that it takes nothing from another. */
  hold(): Promise<void>;
  release(): Promise<void>;
  close(): Promise<void>;
}

export interface Flood {
  readonly ms: number;
  /** What the serial port sent meanwhile. */
  readonly bytes: number;
}

/** What a save costs. */
export interface Save {
  /** How long the guest stands still. */
  readonly pauseMs: number;
  /** Until it is in storage. */
  readonly ms: number;
  /** What is written. */
  readonly bytes: number;
}

/** Longer than anything measured here takes, on any machine worth measuring. */
export const LONGEST_MS = 180_000;

const VIEWPORT = { width: 1440, height: 900 };

declare global {
  /** Resolves when the terminal shows `text`, to the milliseconds since `startMs`. */
  var untilDrawn: (text: string, startMs: number) => Promise<number>;
}

/** A context with empty caches. */
export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  context.setDefaultTimeout(LONGEST_MS);
  // tsx names functions with a helper of its own, which functions that run in a page would miss.
  await context.addInitScript('globalThis.__name = (named) => named;');
  await context.addInitScript(`globalThis.untilDrawn = ${untilDrawnInPage};`);
  await context.addInitScript(`globalThis.speed = (${speedInPage})();`);
  return context;
}

/** Looks at the terminal's rows in every frame. */
function untilDrawnInPage(text: string, startMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const rows = [...document.querySelectorAll('.xterm-rows')];
      if (rows.length === 0) return reject(new Error('The terminal is not drawn with the DOM.'));
      if (rows.some(({ textContent }) => textContent?.includes(text))) {
        return resolve(performance.now() - startMs);
      }
      requestAnimationFrame(look);
    };
    look();
  });
}
