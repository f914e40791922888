import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // v86 imports Node's modules in Node only.
  worker: { format: 'es', rollupOptions: { external: [/^node:/] } },
  // The image files and v86's wasm are served as they are, by URL.
  assetsInclude: ['**/*.gzip', '**/*.bin'],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // One chunk of the terminal and one of the emulator are larger than Vite's default warning.
    chunkSizeWarningLimit: 1000,
  },
  server: { host: '127.0.0.1', port: 5180 },
  preview: { host: '127.0.0.1', port: 4180 },
});
