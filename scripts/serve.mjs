// Serves the built page on loopback, as a static host does.
import { createServer } from 'node:http';
import sirv from 'sirv';

const YEAR_S = 31_536_000;

/**
 * Serves a folder until it is closed. Files in `assets/` are named by their content and kept by browsers; all others are
 * asked for again each time. Nothing is compressed: that costs more than it saves where both ends are one computer.
 * @param {string} folder
 * @param {{ host: string, port: number }} address
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 * @throws when the port is taken
 */
export async function serveFolder(folder, { host, port }) {
  const handle = sirv(folder, {
    etag: true,
    setHeaders: (response, path) => {
      const kept = path.startsWith('/assets/')
        ? `public, max-age=${YEAR_S}, immutable`
        : 'no-cache';
      response.setHeader('Cache-Control', kept);
    },
  });
  const server = createServer((request, response) =>
    handle(request, response, () => {
      response.statusCode = 404;
      response.end('There is no such file.\n');
    }),
  );
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  return {
    url: `http://${host}:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
