import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Browser, Page, Response } from '@playwright/test';
import type { Figure } from './figure.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { newContext } from './tab.ts';

const brotli = promisify(brotliCompress);

interface Transfer {
  readonly path: string;
  readonly bytes: number;
  readonly servedBytes: number;
  /** The body after Brotli at its highest level, or as it is if that is smaller. */
  readonly compressedBytes: number;
}

/** What a first visit fetches up to the prompt, over the network. */
export async function measureDownload(browser: Browser, servers: Servers): Promise<Figure[]> {
  const context = await newContext(browser);
  const responses: Response[] = [];
  context.on('response', (response) => responses.push(response));
  const tab = await SnowglobeTab.open(browser, servers.snowglobe, context);
  const fetched = responses.filter((response) => response.url().startsWith('http'));
  const served = await servedSizes(tab.page);
  const transfers = await Promise.all(fetched.map((response) => readTransfer(response, served)));
  await tab.close();
  for (const { path, bytes, servedBytes, compressedBytes } of transfers) {
    console.log(`  ${path}: ${bytes} bytes, ${servedBytes} served, ${compressedBytes} compressed`);
  }
  const sum = (of: (transfer: Transfer) => number): number =>
    transfers.reduce((total, transfer) => total + of(transfer), 0);
  return [
    {
      id: 'download.compressed',
      title: 'First visit, compressed bytes up to the prompt',
      unit: 'bytes',
      value: sum(({ compressedBytes }) => compressedBytes),
      interval: null,
      samples: 1,
      detail: `${transfers.length} responses, bodies under Brotli 11; ${sum(({ servedBytes }) => servedBytes)} as \`npm start\` serves them, ${sum(({ bytes }) => bytes)} unpacked`,
    },
  ];
}

/** Bodies as they came, by address, as the page and its workers tell them. */
async function servedSizes(page: Page): Promise<ReadonlyMap<string, number>> {
  const read = (): (readonly [string, number])[] =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .map(({ name, encodedBodySize }) => [name, encodedBodySize]);
  const ofPage = await page.evaluate(read);
  const ofWorkers = await Promise.all(page.workers().map((worker) => worker.evaluate(read)));
  return new Map([...ofPage, ...ofWorkers.flat()]);
}

async function readTransfer(
  response: Response,
  served: ReadonlyMap<string, number>,
): Promise<Transfer> {
  const body = await response.body();
  const packed = await brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  });
  return {
    path: new URL(response.url()).pathname,
    bytes: body.length,
    servedBytes: served.get(response.url()) ?? body.length,
    compressedBytes: Math.min(body.length, packed.length),
  };
}
