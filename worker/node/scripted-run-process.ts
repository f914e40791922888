// A process of its own for one scripted run: a task on standard input, what became of it on the output, both serialised
// by Node's `v8`.
import { buffer } from 'node:stream/consumers';
import { deserialize, serialize } from 'node:v8';
import { runScript, type Task } from './scripted-run.ts';

// Safe: the tests beside this file are the only ones who start it.
const task = deserialize(await buffer(process.stdin)) as Task;
process.stdout.write(serialize(await runScript(task)));
