// Serves the sources on loopback, with hot reload.
import { ensureBaked, ensureInstalled, ROOT } from './steps.mjs';

ensureInstalled();
ensureBaked();
const { createServer } = await import('vite');
const server = await createServer({ root: ROOT });
await server.listen();
console.log(`Snowglobe runs at ${server.resolvedUrls?.local[0]} (Ctrl-C ends it)`);
