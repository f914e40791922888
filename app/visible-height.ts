/** Keeps the page above an on-screen keyboard where the browser lays that over the page instead of shrinking it. */
export function followVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (viewport === null) return;
  const follow = (): void => {
    // Zoomed in with two fingers, the page keeps its size.
    if (viewport.scale > 1.01) return;
    document.documentElement.style.setProperty('--visible-height', `${viewport.height}px`);
  };
  viewport.addEventListener('resize', follow);
  follow();
}
