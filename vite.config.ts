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

export default defineConfig({
  plugins: [react(), contentSecurityPolicy],
  // v86 imports Node's modules in Node only.
  worker: { format: 'es', rollupOptions: { external: [/^node:/] } },
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
