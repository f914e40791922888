import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../steps.mjs';
import type { Figure, Unit } from './figure.ts';

const BUDGETS = join(ROOT, 'e2e', 'perf', 'budgets.json');
const LATEST = join(ROOT, 'e2e', 'perf', 'latest.json');
const PAGE = join(ROOT, 'docs', 'performance.md');
const BEGIN = '<!-- figures: begin -->';
const END = '<!-- figures: end -->';

/** A bound; `tolerance` is the share of it by which a value may miss it. */
interface Budget {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly tolerance: number;
}

type Verdict = 'met' | 'not met' | 'no budget';

/** A figure beside what it should be. */
export interface JudgedFigure extends Figure {
  readonly budget: Budget | null;
  readonly verdict: Verdict;
  /** What was measured: the commit, and whether the files were as committed. */
  readonly snowglobe: string;
}

/** One run of the benchmark. */
export interface Report {
  readonly date: string;
  readonly run: 'full' | 'quick';
  readonly machine: { readonly cores: number; readonly cpu: string; readonly browser: string };
  readonly versions: { readonly v86: string; readonly xterm: string };
  readonly figures: readonly JudgedFigure[];
}

export function makeReport(figures: readonly Figure[], quick: boolean, browser: string): Report {
  // Safe: the file is in the repository beside its type.
  const budgets = JSON.parse(readFileSync(BUDGETS, 'utf8')) as Record<string, Budget>;
  const snowglobe = commit();
  return {
    date: new Date().toISOString().slice(0, 10),
    run: quick ? 'quick' : 'full',
    machine: { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? 'unknown', browser },
    versions: {
      v86: installedVersion('v86'),
      xterm: installedVersion('@xterm/xterm'),
    },
    figures: figures.map((figure) => {
      const budget = budgets[figure.id] ?? null;
      return { ...figure, budget, verdict: judge(figure.value, budget), snowglobe };
    }),
  };
}

/** Writes the results, those of figures not measured now kept, and the table of the page that explains them. */
export function writeReport(measured: Report): void {
  const report = { ...measured, figures: [...keptFigures(measured), ...measured.figures] };
  writeFileSync(LATEST, `${JSON.stringify(report, null, 2)}\n`);
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error('docs/performance.md has lost the marks between which its table stands.');
  }
  writeFileSync(PAGE, `${before}${BEGIN}\n${toMarkdown(report)}\n${END}${after}`);
}

/** Figures of an earlier run that this one did not measure again. */
function keptFigures({ figures, run }: Report): readonly JudgedFigure[] {
  if (!existsSync(LATEST)) return [];
  // Safe: nothing but this module writes the file.
  const before = JSON.parse(readFileSync(LATEST, 'utf8')) as Report;
  if (before.run !== run) return [];
  const measured = new Set(figures.map(({ id }) => id));
  return before.figures.filter(({ id }) => !measured.has(id));
}

export function toMarkdown({ date, run, machine, versions, figures }: Report): string {
  const rows = figures.map((figure) =>
    [
      figure.title,
      `**${format(figure.value, figure.unit)}**`,
      figure.interval
        ? `${format(figure.interval.low, figure.unit)} to ${format(figure.interval.high, figure.unit)}`
        : '',
      String(figure.samples),
      budgetInWords(figure),
      figure.detail,
      figure.snowglobe,
    ].join(' | '),
  );
  return [
    `${run === 'full' ? 'Full' : 'Quick'} runs, the last on ${date}: ${machine.cores} cores of ${machine.cpu}, Chromium ${machine.browser},`,
    `v86 ${versions.v86}, xterm.js ${versions.xterm}.`,
    '',
    '| figure | value | 95 % interval | samples | budget | from | commit |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function judge(value: number, budget: Budget | null): Verdict {
  if (!budget) return 'no budget';
  const { atLeast = -Infinity, atMost = Infinity, tolerance } = budget;
  return value >= atLeast * (1 - tolerance) && value <= atMost * (1 + tolerance)
    ? 'met'
    : 'not met';
}

function budgetInWords({ budget, unit, verdict }: JudgedFigure): string {
  if (!budget) return '';
  const bound =
    budget.atLeast === undefined
      ? `at most ${format(budget.atMost ?? Number.NaN, unit)}`
      : `at least ${format(budget.atLeast, unit)}`;
  const tolerance = budget.tolerance > 0 ? ` ± ${format(budget.tolerance, 'share')}` : '';
  return `${bound}${tolerance}: ${verdict}`;
}

function format(value: number, unit: Unit): string {
  const whole = Math.round(value).toLocaleString('en');
  switch (unit) {
    case 'ratio':
      return value.toFixed(value < 10 ? 3 : 1);
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'ms':
      return `${whole} ms`;
    case 'bytes':
    case 'instructions':
      return whole;
    default:
      return unit satisfies never;
  }
}

function commit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  const { stdout, status } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return 'unknown';
  const changed = git('status', '--porcelain', '--', 'app', 'worker', 'images').stdout.trim();
  return changed === '' ? stdout.trim() : `${stdout.trim()} with changes`;
}

function installedVersion(name: string): string {
  // Safe: npm writes a version into every package it installs.
  const manifest = JSON.parse(
    readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
  ) as { version: string };
  return manifest.version;
}
