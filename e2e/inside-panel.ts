import AxeBuilder from '@axe-core/playwright';
import type { Counters } from '#protocol/counters';
import { expect, type SnowglobePage } from './fixtures.ts';

/** The panel of the page, opened. */
export async function openInside({ page }: SnowglobePage) {
  await page.getByRole('button', { name: 'Inside', exact: true }).click();
  const panel = page.getByRole('complementary', { name: 'Inside' });
  await expect(panel.getByRole('tab', { name: 'Now' })).toBeVisible();
  return panel;
}

/** What the first machine has counted. */
export function counted({ page }: SnowglobePage): Promise<Counters> {
  return page.evaluate(() => {
    const [machine] = snowglobe.machines();
    if (machine === undefined) throw new Error('There is no machine.');
    return machine.counters();
  });
}

/** Fails with what assistive technology would stumble over, on the whole page or in a part of it. */
export async function expectAccessible({ page }: SnowglobePage, part = 'body') {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map((n) => n.html) }))).toEqual([]);
}
