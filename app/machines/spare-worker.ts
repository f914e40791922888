let spare: Worker | null = null;

/** Starts a worker for the first machine, before it is known which machine that will be. */
export function startSpareWorker(): void {
  const worker = newWorker('machine');
  spare = worker;
  worker.onerror = (event) => {
    // Who wants a machine starts another, and hears what is wrong.
    event.preventDefault();
    if (spare === worker) spare = null;
    worker.terminate();
  };
}

/** A worker for one machine: the one that was started beforehand, or a new one. */
export function takeWorker(name: string): Worker {
  const worker = spare ?? newWorker(name);
  spare = null;
  worker.onerror = null;
  return worker;
}

function newWorker(name: string): Worker {
  return new Worker(new URL('../../worker/machine-worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
}
