import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { RecordOptions } from '#protocol/snowglobe';

/** Records a stretch of a machine's past; resolves to the file, as another browser gets it. */
export async function recordedFile(
  page: Page,
  { fromNs, toNs, place = 0 }: { fromNs: number; toNs: number; place?: number },
  options: Pick<RecordOptions, 'name'> = {},
): Promise<Buffer> {
  const download = page.waitForEvent('download', { timeout: 240_000 });
  await page.evaluate(
    async ([at, from, to, settings]) => {
      const machine = snowglobe.machines().at(at);
      if (machine === undefined) throw new Error('There is no machine.');
      const blob = await machine.recordReplay(from, to, settings);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = 'session.snowglobe';
      link.click();
    },
    [place, fromNs, toNs, options] as const,
  );
  return readFile(await (await download).path());
}
