import { expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import { type Script, ScriptedRun, TYPED_TEXT } from './scripted-run.ts';
import { soaked } from './soak.ts';

const SCRIPT: Script = {
  image: 'tiny',
  memoryMiB: 64,
  seed: 7,
  lines: [
    "awk 'BEGIN { for (i = 0; i < 100000; i++) s += sin(i) * 1.5; print s }'",
    "lua -e 's = 0.5 for i = 1, 200000 do s = s + i % 7 / 3 end print(s)'",
    'head -c 3000000 /dev/zero | md5sum; head -c 100000 /dev/urandom | sha256sum',
    'for i in 1 2 3 4 5 6 7 8; do ls -la /proc | md5sum; sleep 0.05; done',
  ],
  instants: [],
};

/** Busy instants of the script, in instructions, seeded. */
const COUNT = soaked(3, 50);
const FREEZES = Array.from({ length: COUNT }, (_, index) =>
  Math.round(8e6 + (index * 300e6) / COUNT),
);

/** How long after a freeze a copy is looked at, in instructions. */
const LATER = [1e6, 10e6, 40e6];

const WATCHED = Math.max(...LATER);

const SPAN_MS = 30 * 60_000;

test(
  'a machine thawed in another process goes on as the one that was never frozen',
  async () => {
    const instants = FREEZES.flatMap((freeze) => [freeze, ...LATER.map((later) => freeze + later)]);
    const script = { ...SCRIPT, instants: instants.sort((a, b) => a - b), typedAt: FREEZES };
    const reference = new Map(
      (await runInProcess({ script })).map((instant, index) => [script.instants[index], instant]),
    );
    const run = await ScriptedRun.start(SCRIPT);
    let busy = 0;
    for (const freeze of FREEZES) {
      const frozenAt = await run.to(freeze);
      if (!frozenAt.idle) busy++;
      run.type(TYPED_TEXT);
      const later = script.instants.filter((at) => at > freeze && at <= freeze + WATCHED);
      const copies = await runInProcess({
        script: { ...script, instants: later },
        frozen: run.freeze(),
      });
      const originals = later.map((instant) => reference.get(instant));
      expect(copies, `frozen after ${frozenAt.instructions} instructions`).toEqual(originals);
    }
    expect(busy / COUNT).toBeGreaterThanOrEqual(0.8);
  },
  SPAN_MS,
);
