// A process of its own for one scripted run: a task on standard input, serialised by Node's `v8`; the instants of its
// script as JSON on the output.
import { buffer } from 'node:stream/consumers';
import { deserialize } from 'node:v8';
import { runScript, type Task } from './scripted-run.ts';

// Safe: the tests beside this file are the only ones who start it.
const task = deserialize(await buffer(process.stdin)) as Task;
process.stdout.write(JSON.stringify(await runScript(task)));
