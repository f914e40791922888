import type { Locator, Page } from '@playwright/test';
import { expect, type SnowglobePage } from './fixtures.ts';

/** The bar under the console of the machine on the screen. */
export function past(page: Page): Locator {
  return page.getByRole('region', { name: /^Past of/ });
}

export function track(page: Page): Locator {
  return past(page).getByRole('slider', { name: /^Instant of/ });
}

/** A place on the timeline, 0 (the earliest) to 1 (the present), in the window. */
export async function placeAt(page: Page, share: number): Promise<{ x: number; y: number }> {
  const box = await track(page).boundingBox();
  if (box === null) throw new Error('The timeline is not on the screen.');
  return { x: box.x + 2 + (box.width - 4) * share, y: box.y + box.height / 2 };
}

/** Drags back until the console does not show a text any more, as somebody does who looks at it. */
export async function dragBackBefore(snow: SnowglobePage, text: string): Promise<void> {
  const { page } = snow;
  const { x, y } = await placeAt(page, 1);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let share = 0.95; share > 0; share -= 0.05) {
    await page.mouse.move((await placeAt(page, share)).x, y);
    await expect(past(page)).toHaveAttribute('aria-busy', 'false');
    if (!(await snow.screen()).includes(text)) break;
  }
  await page.mouse.up();
}
