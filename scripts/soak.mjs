// The long runs: the same tests as `npm test`, with the counts that take minutes or hours.
import { findChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, run } from './steps.mjs';

ensureInstalled();
ensureBuilt();
const env = { SNOWGLOBE_SOAK: '1', SNOWGLOBE_CHROMIUM: await findChromium() };
const unit = run('npx', ['vitest', 'run'], env);
const page = run('npx', ['playwright', 'test'], env);
process.exitCode = unit && page ? 0 : 1;
