import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';
import type { Instant, Task } from './scripted-run.ts';

const PROCESS = fileURLToPath(new URL('scripted-run-process.ts', import.meta.url));

/** Runs a script in a process of its own, from its beginning or from where a run was frozen. */
export async function runInProcess(task: Task): Promise<Instant[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(serialize(task));
  // Safe: the process prints the instants of its script, or nothing that is JSON.
  return JSON.parse(await text(child.stdout)) as Instant[];
}
