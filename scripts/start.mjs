// Installs, builds and serves the production build on loopback. `--port N` chooses the port.
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, fail, ROOT } from './steps.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } } });

ensureInstalled();
ensureBuilt();
const { preview } = await import('vite');
const port = Number(values.port);
if (values.port && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
  fail(`"${values.port}" is not a port: give a number from 1 to 65535.`);
}
const server = await preview({
  root: ROOT,
  preview: values.port ? { port, strictPort: true } : {},
}).catch((error) => fail(`The page cannot be served: ${error.message}.`));
console.log(`Snowglobe runs at ${server.resolvedUrls?.local[0]} (Ctrl-C ends it)`);
