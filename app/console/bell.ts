const FLASH_MS = 140;

/** The visible bell. A guest that rings without end sees one flash at a time. */
export function flash(element: HTMLElement): void {
  if (element.dataset['bell'] !== undefined) return;
  element.dataset['bell'] = 'ringing';
  setTimeout(() => {
    element.dataset['bell'] = 'fading';
    setTimeout(() => delete element.dataset['bell'], 2 * FLASH_MS);
  }, FLASH_MS);
}
