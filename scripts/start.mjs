// Installs, builds and serves the production build on loopback. `--port N` chooses the port.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, fail, ROOT } from './steps.mjs';

const DEFAULT_PORT = 4180;

const { values } = parseArgs({ options: { port: { type: 'string' } } });

ensureInstalled();
ensureBuilt();
const { serveFolder } = await import('./serve.mjs');
const port = Number(values.port ?? DEFAULT_PORT);
if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
  fail(`"${values.port}" is not a port: give a number from 1 to 65535.`);
}
const { url } = await serveFolder(join(ROOT, 'dist'), { host: '127.0.0.1', port }).catch((error) =>
  fail(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is taken by another program: choose one with --port.`
      : `The page cannot be served: ${error.message}.`,
  ),
);
console.log(`Snowglobe runs at ${url} (Ctrl-C ends it)`);
