/** A tap trembles by less than this. */
const SLOP_PX = 6;

/**
 * Lets a finger scroll: xterm.js 6.0 listens to the wheel only (https://github.com/xtermjs/xterm.js/issues/5489). As a
 * wheel the movement also reaches full-screen programs, as arrow keys or mouse reports.
 */
export function watchTouchScroll(element: HTMLElement): () => void {
  let lastY: number | null = null;
  let scrolling = false;

  const handleStart = (event: TouchEvent): void => {
    scrolling = false;
    lastY = event.touches.length === 1 ? (event.touches[0]?.clientY ?? null) : null;
  };
  const handleMove = (event: TouchEvent): void => {
    const touch = event.touches[0];
    if (lastY === null || touch === undefined) return;
    if (!scrolling && Math.abs(lastY - touch.clientY) < SLOP_PX) return;
    scrolling = true;
    const wheel = new WheelEvent('wheel', {
      deltaY: lastY - touch.clientY,
      clientX: touch.clientX,
      clientY: touch.clientY,
      bubbles: true,
      cancelable: true,
    });
    lastY = touch.clientY;
    event.target?.dispatchEvent(wheel);
  };

  element.addEventListener('touchstart', handleStart, { passive: true });
  element.addEventListener('touchmove', handleMove, { passive: true });
  return () => {
    element.removeEventListener('touchstart', handleStart);
    element.removeEventListener('touchmove', handleMove);
  };
}
