// A process of its own for one scripted run: the script as JSON on standard input, its instants as JSON on the output.
import { text } from 'node:stream/consumers';
import { runScript, type Script } from './scripted-run.ts';

// Safe: the tests beside this file are the only ones who start it.
const script = JSON.parse(await text(process.stdin)) as Script;
process.stdout.write(JSON.stringify(await runScript(script)));
