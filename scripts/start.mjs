// Installs, builds and serves the production build on loopback. `--port N` chooses the port.
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled, ROOT } from './steps.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } } });

ensureInstalled();
ensureBuilt();
const { preview } = await import('vite');
const server = await preview({
  root: ROOT,
  preview: values.port ? { port: Number(values.port), strictPort: true } : {},
});
console.log(`Snowglobe runs at ${server.resolvedUrls?.local[0]} (Ctrl-C ends it)`);
