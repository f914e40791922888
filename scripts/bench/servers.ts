import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type PreviewServer, preview } from 'vite';
import { ensureBuilt, ROOT } from '../steps.mjs';

const OUTPUT = join(ROOT, '.cache', 'bench');
const SNOWGLOBE_PORT = 4300;
const STOCK_PORT = 4301;

/** The two pages that are compared, served on loopback. */
export interface Servers {
  readonly snowglobe: string;
  readonly stock: string;
  close(): Promise<void>;
}

/** Builds both pages for production and serves them. */
export async function startServers(): Promise<Servers> {
  ensureBuilt();
  rmSync(OUTPUT, { recursive: true, force: true });
  // A copy: a build that is made meanwhile must not change what is measured.
  cpSync(join(ROOT, 'dist'), join(OUTPUT, 'snowglobe'), { recursive: true });
  await build({
    configFile: false,
    root: join(ROOT, 'scripts', 'bench', 'stock'),
    logLevel: 'error',
    assetsInclude: ['**/*.gzip', '**/*.bin'],
    build: {
      target: 'es2022',
      outDir: join(OUTPUT, 'stock'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
    },
  });
  const servers = [await serve('snowglobe', SNOWGLOBE_PORT), await serve('stock', STOCK_PORT)];
  return {
    snowglobe: `http://127.0.0.1:${SNOWGLOBE_PORT}/`,
    stock: `http://127.0.0.1:${STOCK_PORT}/`,
    close: async () => {
      for (const server of servers) await server.close();
    },
  };
}

function serve(folder: string, port: number): Promise<PreviewServer> {
  return preview({
    configFile: false,
    root: OUTPUT,
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
}
