/** The longest of what keeps a user waiting. */
export interface Longest {
  /** 0 stands for under 50 ms: shorter tasks are not told. */
  readonly taskMs: number;
  readonly frameGapMs: number;
}

/** Runs in the page: watches tasks and frames until the returned function is called. */
export function startWatch(): () => Longest {
  let taskMs = 0;
  let frameGapMs = 0;
  let lastFrame = performance.now();
  let watching = true;
  const note = (entries: PerformanceEntryList): void => {
    for (const { duration } of entries) taskMs = Math.max(taskMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  const nextFrame = (): void => {
    const now = performance.now();
    frameGapMs = Math.max(frameGapMs, now - lastFrame);
    lastFrame = now;
    if (watching) requestAnimationFrame(nextFrame);
  };
  requestAnimationFrame(nextFrame);
  return () => {
    watching = false;
    note(observer.takeRecords());
    observer.disconnect();
    return { taskMs, frameGapMs };
  };
}
