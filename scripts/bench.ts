// Measures what docs/performance.md tells. `--quick` takes few samples, `--only a,b` some of the figures; both print
// their results, and write them only with `--write`. `--pairs n` stops after n pairs, however precise the figure is then.
import { parseArgs } from 'node:util';
import { type Browser, chromium } from '@playwright/test';
import { measureBoot } from './bench/boot.ts';
import { measureConsole } from './bench/console.ts';
import { measureCounting } from './bench/counting.ts';
import { measureDownload } from './bench/download.ts';
import { type Effort, type Figure, FULL, QUICK } from './bench/figure.ts';
import { measureFreeze } from './bench/freeze.ts';
import { measureIdle } from './bench/idle.ts';
import { measureLibrary } from './bench/library.ts';
import { measurePast } from './bench/past.ts';
import { measureRecording } from './bench/recording.ts';
import { makeReport, toMarkdown, writeReport } from './bench/report.ts';
import { measureResponsiveness } from './bench/responsiveness.ts';
import { measureResume } from './bench/resume.ts';
import { measureRewind } from './bench/rewind.ts';
import { type Servers, startServers } from './bench/servers.ts';
import { measureStart } from './bench/start.ts';
import { measureStoredBytes } from './bench/stored-bytes.ts';
import { measureThroughput } from './bench/throughput.ts';
import { measureWhileSaving } from './bench/while-saving.ts';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { fail } from './steps.mjs';

type Measure = (browser: Browser, servers: Servers, effort: Effort) => Promise<Figure[]>;

const MEASURES: Readonly<Record<string, Measure>> = {
  start: measureStart,
  boot: measureBoot,
  throughput: measureThroughput,
  counting: measureCounting,
  console: measureConsole,
  download: measureDownload,
  idle: measureIdle,
  flood: measureResponsiveness,
  freeze: measureFreeze,
  stored: measureStoredBytes,
  resume: measureResume,
  saving: measureWhileSaving,
  library: measureLibrary,
  rewind: measureRewind,
  recording: measureRecording,
  past: measurePast,
};

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    pairs: { type: 'string' },
  },
});
const names = values.only?.split(',') ?? Object.keys(MEASURES);
const unknown = names.filter((name) => !Object.hasOwn(MEASURES, name));
if (unknown.length > 0) {
  fail(
    `There is no figure "${unknown.join(', ')}". There are: ${Object.keys(MEASURES).join(', ')}.`,
  );
}

const chosen = values.quick ? QUICK : FULL;
const mostPairs = Number(values.pairs ?? chosen.mostPairs);
if (!Number.isInteger(mostPairs) || mostPairs < chosen.leastPairs) {
  fail(`--pairs is a whole number from ${chosen.leastPairs} on, not "${values.pairs}".`);
}
const effort: Effort = { ...chosen, mostPairs };

const executablePath = process.env['SNOWGLOBE_CHROMIUM'] ?? (await findChromium());
const servers = await startServers();
const figures: Figure[] = [];
let version = '';
for (const name of names) {
  console.log(name);
  // A browser of its own for each: what one leaves behind must not weigh on the next.
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  version = browser.version();
  figures.push(...((await MEASURES[name]?.(browser, servers, effort)) ?? []));
  await browser.close();
}
await servers.close();

const report = makeReport(figures, values.quick, version);
console.log(`\n${toMarkdown(report)}`);
if (values.write || !(values.quick || values.only)) writeReport(report);
if (report.figures.some(({ verdict }) => verdict === 'not met')) process.exitCode = 1;
