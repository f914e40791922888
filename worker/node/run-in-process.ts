import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import type { Instant, Task, TaskResult } from './scripted-run.ts';

const PROCESS = fileURLToPath(new URL('scripted-run-process.ts', import.meta.url));

/** Runs a script in a process of its own, from its beginning or from where a run was frozen. */
export async function runInProcess(task: Task): Promise<Instant[]> {
  return (await runAndFreezeInProcess(task)).instants;
}

/** The same, with what was frozen at its end. */
export async function runAndFreezeInProcess(task: Task): Promise<TaskResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(serialize(task));
  // Safe: the process writes what became of its task; an answer cut short does not deserialise.
  return deserialize(await buffer(child.stdout)) as TaskResult;
}
