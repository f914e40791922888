import { spawnSync } from 'node:child_process';

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command with its output shown; throws unless it ends well. */
export function run(command: string, args: readonly string[], options: Options = {}): void {
  const { status, error } = spawnSync(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with status ${status}.`);
}

/** What a command prints, or undefined when it ends badly. */
export function tryRead(
  command: string,
  args: readonly string[],
  options: Options = {},
): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return status === 0 ? stdout : undefined;
}
