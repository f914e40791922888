import { run, tryRead } from './process.ts';

const REQUIRED = [
  'bc',
  'bison',
  'bzip2',
  'debian-archive-keyring',
  'dpkg-dev',
  'flex',
  'gcc',
  'libc6-dev',
  'libdeflate-tools',
  'make',
  'patch',
  'pkg-config',
  'rsync',
  'xz-utils',
];

function isInstalled(name: string): boolean {
  return (
    tryRead('dpkg-query', ['-W', '-f', '$' + '{db:Status-Status}', name])?.trim() === 'installed'
  );
}

function isDebian(): boolean {
  return (tryRead('sh', ['-c', '. /etc/os-release && echo "$ID"']) ?? '').trim() === 'debian';
}

/** Makes sure that what the build needs of the system is there; installs it when that is possible. */
export function ensureSystemPackages(): void {
  const list = REQUIRED.join(' ');
  if (!isDebian())
    throw new Error(`Images are built on Debian 12. The build needs its packages ${list}.`);
  const missing = REQUIRED.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`Please install, as root: apt-get install ${missing.join(' ')}`);
  console.log(`Installing ${missing.join(' ')}`);
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}
