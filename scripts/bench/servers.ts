import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { serveFolder } from '../serve.mjs';
import { ensureBuilt, ROOT } from '../steps.mjs';

const OUTPUT = join(ROOT, '.cache', 'bench');
const SNOWGLOBE_PORT = 4300;
const STOCK_PORT = 4301;
const COLD_PORT = 4302;

/** Where the page finds the machines that it starts from. */
const BAKED_FILES = '../../baked/*.snowglobe';

/** The pages that are compared, served on loopback. */
export interface Servers {
  readonly snowglobe: string;
  /** The same page without any baked machine: its machine boots. */
  readonly cold: string;
  readonly stock: string;
  close(): Promise<void>;
}

/** Builds the pages for production and serves them. */
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
  await build({
    root: ROOT,
    logLevel: 'error',
    plugins: [withoutBaked()],
    build: { outDir: join(OUTPUT, 'cold'), emptyOutDir: true },
  });
  const servers = [
    await serve('snowglobe', SNOWGLOBE_PORT),
    await serve('stock', STOCK_PORT),
    await serve('cold', COLD_PORT),
  ];
  return {
    snowglobe: `http://127.0.0.1:${SNOWGLOBE_PORT}/`,
    cold: `http://127.0.0.1:${COLD_PORT}/`,
    stock: `http://127.0.0.1:${STOCK_PORT}/`,
    close: async () => {
      for (const server of servers) await server.close();
    },
  };
}

function withoutBaked(): Plugin {
  return {
    name: 'without-baked',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/app/machines/file-locations.ts')) return null;
      if (!code.includes(BAKED_FILES)) throw new Error(`${id} does not name ${BAKED_FILES}.`);
      return { code: code.replace(BAKED_FILES, '../../baked/none/*.snowglobe'), map: null };
    },
  };
}

function serve(folder: string, port: number): ReturnType<typeof serveFolder> {
  return serveFolder(join(OUTPUT, folder), { host: '127.0.0.1', port });
}
