// A process of its own for one replay: a task on standard input, what the machine was at each instant on the output, both
// serialised by Node's `v8`.
import { buffer } from 'node:stream/consumers';
import { deserialize, serialize } from 'node:v8';
import { createNodeLibrary } from './node-library.ts';
import { createNodeMachine, NODE_FILES } from './node-machine.ts';
import { type ReplayTask, standingsAt } from './replayed.ts';

// Safe: the tests beside this file are the only ones who start it.
const { file, instants } = deserialize(await buffer(process.stdin)) as ReplayTask;
const library = createNodeLibrary('replay-process');
const { id } = await library.import(new Blob([new Uint8Array(file)]));
const machine = createNodeMachine();
machine.attachLibrary(library);
await machine.thaw({ kind: 'snapshot', id }, { as: 'replay' }, NODE_FILES);
const found = await standingsAt(machine, instants);
process.stdout.write(serialize(found), () => process.exit());
