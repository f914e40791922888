import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { StockRun, StockTask } from './stock-v86-process.ts';

const PROCESS = fileURLToPath(new URL('stock-v86-process.ts', import.meta.url));

/** Longer than any task here takes: a machine restored wrongly says nothing at all. */
const TIMEOUT_MS = 60_000;

/** Restores a state in stock v86, in a process of its own, and types into it. */
export async function runInStockV86(task: StockTask): Promise<StockRun> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(serialize(task));
  const run = await text(child.stdout);
  if (run === '') throw new Error('The machine in stock v86 did not answer.');
  // Safe: the process prints what became of its task, or nothing.
  return JSON.parse(run) as StockRun;
}
