import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What the built page may load and run: its own files. The terminal and React set styles from scripts. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Only in the build: hot reload runs scripts that stand in the page itself. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/**
 * `iced-x86` is published for Node alone: here its wasm is fetched instead of read from a file, by a function of its own, as a
 * module that fails while it is evaluated fails for good.
 */
const icedInBrowsers: Plugin = {
  name: 'iced-in-browsers',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/iced-x86\/iced_x86\.js$/.test(id)) return null;
    const [program = '', reading] = code.split("const path = require('path')");
    const body = program.replace(
      /^const \{ TextDecoder, TextEncoder \} = require\(`util`\);$/m,
      '',
    );
    if (reading === undefined || body === program) {
      throw new Error('This iced-x86 is not the one that vite.config.ts knows how to load.');
    }
    return {
      code: `import wasmUrl from './iced_x86_bg.wasm?url';
const module = { exports: {} };
${body}
module.exports.fetchWasm = async () => {
  if (wasm !== undefined) return;
  const answer = await fetch(wasmUrl);
  if (!answer.ok) throw new Error('iced_x86_bg.wasm: ' + answer.status);
  wasm = (await WebAssembly.instantiate(await answer.arrayBuffer(), imports)).instance.exports;
  module.exports.__wasm = wasm;
};
export default module.exports;
`,
      map: null,
    };
  },
};

export default defineConfig({
  plugins: [react(), contentSecurityPolicy],
  worker: {
    format: 'es',
    plugins: () => [icedInBrowsers],
    // v86 imports Node's modules in Node only.
    rollupOptions: { external: [/^node:/] },
  },
  optimizeDeps: { exclude: ['iced-x86'] },
  // The image files and v86's wasm are served as they are, by URL.
  assetsInclude: ['**/*.gzip', '**/*.bin', '**/*.snowglobe'],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // One chunk of the terminal and one of the emulator are larger than Vite's default warning.
    chunkSizeWarningLimit: 1000,
  },
  server: { host: '127.0.0.1', port: 5180 },
});
