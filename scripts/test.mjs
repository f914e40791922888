// Formatting, lint, types, unit tests, build, and the page's tests in a real Chromium; ends with "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ROOT, run } from './steps.mjs';

const CACHE = join(ROOT, '.cache');
const UNIT_REPORT = join(CACHE, 'unit.json');
const PAGE_REPORT = join(CACHE, 'page.json');
const SUMMARY = join(CACHE, 'test-summary');

mkdirSync(CACHE, { recursive: true });
for (const report of [UNIT_REPORT, PAGE_REPORT, SUMMARY]) rmSync(report, { force: true });
ensureInstalled();

let passed = 0;
let failed = 0;

step('Formatting and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']);
step('Types', 'npx', ['tsc', '-b']);
suite('Unit tests', UNIT_REPORT, unitCounts, 'npx', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${UNIT_REPORT}`,
]);
step('Build', 'node', ['scripts/build.mjs']);
const chromium = await findChromium().catch((error) => {
  console.error(error.message);
  return null;
});
if (chromium) {
  suite('The page', PAGE_REPORT, pageCounts, 'npx', ['playwright', 'test'], {
    SNOWGLOBE_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: PAGE_REPORT,
  });
} else {
  failed++;
}

const summary = `${passed} passed, ${failed} failed`;
writeFileSync(SUMMARY, `${summary}\n`);
console.log(summary);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * One command that passes or fails.
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 */
function step(title, command, args) {
  console.log(`\n── ${title}`);
  if (run(command, args)) passed++;
  else failed++;
}

/**
 * A test runner that writes a report; one that ran nothing, or broke down, counts as a failure.
 * @param {string} title
 * @param {string} report
 * @param {(report: any) => { passed: number, failed: number }} counts
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
function suite(title, report, counts, command, args, env) {
  console.log(`\n── ${title}`);
  const ended = run(command, args, env);
  const result = existsSync(report)
    ? counts(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0 };
  passed += result.passed;
  failed += result.failed;
  if (result.failed === 0 && (!ended || result.passed === 0)) failed++;
}

/** @param {{ numPassedTests: number, numFailedTests: number }} report */
function unitCounts(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number } }} report */
function pageCounts(report) {
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky };
}
