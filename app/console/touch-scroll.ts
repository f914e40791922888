import type { Terminal } from '@xterm/xterm';

/** A tap trembles by less than this. */
const SLOP_PX = 6;

/**
 * Lets a finger scroll: xterm.js 6.0 listens to the wheel only (https://github.com/xtermjs/xterm.js/issues/5489).
 * Full-screen programs, which have no scrollback, get the movement as a wheel's: as arrow keys or mouse reports.
 */
export function watchTouchScroll(element: HTMLElement, terminal: Terminal): () => void {
  let drag: Drag | null = null;
  const handleStart = (event: TouchEvent): void => {
    const touch = event.touches[0];
    drag?.end();
    drag = null;
    // The events of a touch go to where it began, even when drawing has removed that from the page since.
    if (touch !== undefined && event.touches.length === 1 && event.target !== null) {
      drag = new Drag(terminal, event.target, touch.clientY);
    }
  };
  element.addEventListener('touchstart', handleStart, { passive: true });
  return () => {
    drag?.end();
    element.removeEventListener('touchstart', handleStart);
  };
}

/** One finger on its way. */
class Drag {
  readonly #terminal: Terminal;
  readonly #target: EventTarget;
  #lastY: number;
  #scrolling = false;

  constructor(terminal: Terminal, target: EventTarget, y: number) {
    this.#terminal = terminal;
    this.#target = target;
    this.#lastY = y;
    target.addEventListener('touchmove', this.#handleMove, { passive: true });
  }

  end(): void {
    this.#target.removeEventListener('touchmove', this.#handleMove);
  }

  // Of type Event as the target may be any.
  readonly #handleMove = (event: Event): void => {
    if (!(event instanceof TouchEvent)) return;
    const touch = event.touches[0];
    const screen = this.#terminal.element?.querySelector('.xterm-screen');
    if (touch === undefined || !screen) return;
    const movedPx = this.#lastY - touch.clientY;
    if (!this.#scrolling && Math.abs(movedPx) < SLOP_PX) return;
    this.#scrolling = true;
    const linePx = screen.clientHeight / this.#terminal.rows;
    if (hasScrollback(this.#terminal)) {
      const lines = Math.trunc(movedPx / linePx);
      this.#terminal.scrollLines(lines);
      // What is less than a line counts for the next movement.
      this.#lastY -= lines * linePx;
    } else {
      this.#lastY = touch.clientY;
      screen.dispatchEvent(wheel(movedPx, touch));
    }
  };
}

function hasScrollback({ buffer, modes }: Terminal): boolean {
  return buffer.active.type === 'normal' && modes.mouseTrackingMode === 'none';
}

function wheel(deltaY: number, { clientX, clientY }: Touch): WheelEvent {
  return new WheelEvent('wheel', { deltaY, clientX, clientY, bubbles: true, cancelable: true });
}
