/**
 * Does something again and again, the first time at once, until the function that it returns is called. What takes longer
 * than the interval is waited for: two never overlap.
 */
export function repeat(work: () => Promise<void>, intervalMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const turn = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      await work();
    } finally {
      const restMs = intervalMs - (performance.now() - startedAt);
      if (!stopped) timer = setTimeout(turn, Math.max(0, restMs));
    }
  };
  void turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
