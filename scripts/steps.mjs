// What the commands share. Runs before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** All that `dist/` is made from. */
const BUILD_INPUTS = [
  'app',
  'worker',
  'images',
  'baked',
  'index.html',
  'package-lock.json',
  'tsconfig.base.json',
  'vite.config.ts',
];

/**
 * Runs a command in the repository, its output shown.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {boolean} whether it ended well
 */
export function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/** Installs what package-lock.json names, unless that has been done. */
export function ensureInstalled() {
  const stamp = join(ROOT, 'node_modules', '.snowglobe-installed');
  const wanted = digest(['package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages…');
  // The tests bring or find a browser of their own.
  if (!run('npm', ['ci', '--no-audit', '--no-fund'], { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' })) {
    fail('The packages could not be installed. Is the npm registry reachable?');
  }
  writeFileSync(stamp, wanted);
}

/** What baked machines are made from. */
const BAKE_INPUTS = ['worker', 'images', 'scripts/bake.ts', 'package-lock.json'];

/** Bakes the machines that the page starts from, unless they are there and of these very sources, and checks them. */
export function ensureBaked() {
  const folder = join(ROOT, 'baked');
  // The digest of the sources, then the files that were made of them.
  const stamp = join(ROOT, '.cache', 'baked');
  const wanted = digest(BAKE_INPUTS);
  const [sources, ...files] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [];
  const complete = files.length > 0 && files.every((file) => existsSync(join(folder, file)));
  const current = sources === wanted && complete;
  if (!current) console.log('Baking machines…');
  const args = ['tsx', 'scripts/bake.ts', 'baked', ...(current ? ['--check'] : [])];
  if (!run('npx', args))
    fail('The machines that the page starts from could not be baked, or are stale.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, [wanted, ...readdirSync(folder)].join('\n'));
}

/** Builds `dist/`, unless it is of these very sources. */
export function ensureBuilt() {
  ensureBaked();
  const stamp = join(ROOT, '.cache', 'built');
  const wanted = digest(BUILD_INPUTS);
  const current = existsSync(stamp) && existsSync(join(ROOT, 'dist', 'index.html'));
  if (current && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Building…');
  if (!run('npx', ['vite', 'build', '--logLevel', 'warn'])) fail('The build failed.');
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/**
 * Ends the command with a sentence.
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @param {readonly string[]} paths */
function digest(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hashPath(hash, path);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} path
 */
function hashPath(hash, path) {
  const full = join(ROOT, path);
  hash.update(`${path}\n`);
  if (!statSync(full).isDirectory()) {
    hash.update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).sort()) hashPath(hash, `${path}/${name}`);
}
