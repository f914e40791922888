import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, TINY } from './files.ts';
import { run, tryRead } from './process.ts';

type Kind = 'deb' | 'src';

/** One downloaded file of a package. */
interface Pin {
  readonly kind: Kind;
  /** Of a binary package with its architecture: `musl-dev:i386`. */
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
}

/** Reads a list of pins: `kind name version file sha256` a line. */
export function parsePins(text: string): Pin[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [kind, name, version, file, digest] = line.split(' ');
    if ((kind !== 'deb' && kind !== 'src') || !name || !version || !file || !digest)
      throw new Error(`packages.txt has a line that names no package: ${line}`);
    return { kind, name, version, file, sha256: digest };
  });
}

/** Where this machine gets Debian's main archive from, in apt's one-line form. */
function debianSources(): string {
  const format = '$(ORIGIN)|$(RELEASE)|$(REPO_URI)|$(COMPONENT)';
  const targets =
    tryRead('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']) ?? '';
  const rows = [...new Set(targets.split('\n'))].map((line) => line.split('|'));
  const main = rows.find(
    ([origin, release, , component]) =>
      origin === 'Debian' && release === 'bookworm' && component === 'main',
  );
  if (!main?.[2]) throw new Error('apt on this machine knows no source of Debian bookworm main.');
  const signed = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  return ['deb', 'deb-src'].map((type) => `${type} ${signed} ${main[2]} bookworm main\n`).join('');
}

/** An apt of our own, which knows source packages and i386; the system's stays as it is. */
function configureApt(folder: string): Readonly<Record<string, string>> {
  for (const part of ['lists/partial', 'archives/partial', 'sources.d', 'preferences.d'])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), debianSources());
  writeFileSync(
    join(folder, 'apt.conf'),
    [
      `Dir::State "${folder}";`,
      `Dir::State::status "${folder}/status";`,
      `Dir::Cache "${folder}";`,
      `Dir::Etc::sourcelist "${folder}/sources.list";`,
      `Dir::Etc::sourceparts "${folder}/sources.d";`,
      `Dir::Etc::preferencesparts "${folder}/preferences.d";`,
      'APT::Architectures { "amd64"; "i386"; };',
      'APT::Architecture "amd64";',
      'APT::Sandbox::User "root";',
      '',
    ].join('\n'),
  );
  const env = { APT_CONFIG: join(folder, 'apt.conf') };
  run('apt-get', ['update', '-qq'], { env });
  return env;
}

/** The versions the archive offers of a package. */
function offeredVersions({ kind, name }: Pin, env: Readonly<Record<string, string>>): string[] {
  const text =
    kind === 'deb'
      ? tryRead('apt-cache', ['show', name], { env })
      : tryRead('apt-cache', ['showsrc', '--only-source', name], { env });
  return [
    ...new Set([...(text ?? '').matchAll(/^Version: (.*)$/gm)].map((match) => match[1] ?? '')),
  ];
}

function download(pin: Pin, folder: string, env: Readonly<Record<string, string>>): void {
  const offered = offeredVersions(pin, env);
  if (!offered.includes(pin.version))
    throw new Error(
      `Debian's archive no longer has ${pin.name} ${pin.version}; it has ${offered.join(', ') || 'none'}. ` +
        'Change the version and digests in images/tiny/packages.txt.',
    );
  const wanted = `${pin.name}=${pin.version}`;
  const args =
    pin.kind === 'deb'
      ? ['download', '-qq', wanted]
      : ['source', '-qq', '--download-only', '--only-source', wanted];
  run('apt-get', args, { env, cwd: folder });
}

/** apt writes the colon of an epoch as %3a. */
function undoEscapes(folder: string, { file }: Pin): void {
  const escaped = join(folder, file.replaceAll(':', '%3a'));
  if (!existsSync(join(folder, file)) && existsSync(escaped))
    renameSync(escaped, join(folder, file));
}

function verify(folder: string, pin: Pin): void {
  undoEscapes(folder, pin);
  const path = join(folder, pin.file);
  if (!existsSync(path))
    throw new Error(`${pin.name} ${pin.version} came without the file ${pin.file}.`);
  const found = sha256(readFileSync(path));
  if (found === pin.sha256) return;
  rmSync(path);
  throw new Error(
    `${pin.file} of ${pin.name} ${pin.version} has the SHA-256 ${found}, not ${pin.sha256}.`,
  );
}

/** Downloads and verifies everything a list of pins names; returns the folder. */
export function fetchPackages(folder: string, list = join(TINY, 'packages.txt')): string {
  const pins = parsePins(readFileSync(list, 'utf8'));
  mkdirSync(folder, { recursive: true });
  const missing = pins.filter((pin) => !existsSync(join(folder, pin.file)));
  if (missing.length > 0) {
    const env = configureApt(join(folder, 'apt'));
    const packages = new Map(missing.map((pin) => [`${pin.kind} ${pin.name}`, pin]));
    for (const pin of packages.values()) download(pin, folder, env);
  }
  for (const pin of pins) verify(folder, pin);
  return folder;
}
