import { type RefObject, useLayoutEffect } from 'react';

/** The focus within an entry of a list goes to its neighbour when it is taken off, or to the panel. */
export function useHandOver(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const entry = ref.current;
    // Before the browser takes the focus from what is no longer there.
    return () => {
      if (entry === null || !entry.contains(document.activeElement)) return;
      const neighbour = entry.nextElementSibling ?? entry.previousElementSibling;
      const heir = neighbour?.querySelector('button') ?? entry.closest<HTMLElement>('aside');
      heir?.focus();
    };
  }, [ref]);
}
