import { expect, test } from 'vitest';
import { BUSY_SCRIPT, BUSY_SPAN } from './busy-script.ts';
import { overlaid, withoutPages } from './overlaid-run.ts';
import { runAndFreezeInProcess } from './run-in-process.ts';
import { type FrozenRun, type Instant, ScriptedRun, TYPED_TEXT } from './scripted-run.ts';
import { soaked } from './soak.ts';

const SPAN_MS = 30 * 60_000;

const LINKS = 20;

/** Instructions from one link to the next. */
const STEP = soaked(2e6, (BUSY_SPAN.last - BUSY_SPAN.first) / LINKS);

const instantOf = (link: number): number => BUSY_SPAN.first + 20e6 + link * STEP;

/** How a chain goes on from what was frozen last. */
const WAYS = ['in place', 'new engine', 'other process', 'in place, from another process'] as const;

test(
  'a chain of freeze and resume, 20 deep, equals a run that was never frozen',
  async () => {
    const original = await ScriptedRun.start(BUSY_SCRIPT);
    const instants: Instant[] = [];
    for (let link = 0; link <= LINKS + 3; link++) {
      instants.push(await original.to(instantOf(link)));
      if (link % 3 === 0) original.type(TYPED_TEXT);
    }

    let run = await ScriptedRun.start(BUSY_SCRIPT);
    let stored: FrozenRun | null = null;
    for (let link = 0; link < LINKS; link++) {
      expect(await run.to(instantOf(link)), `link ${link}`).toEqual(instants[link]);
      if (link % 3 === 0) run.type(TYPED_TEXT);
      const changes = run.freeze(stored ? 'changes' : 'whole');
      stored = stored ? overlaid(stored, changes) : changes;
      run = await resumed(run, stored, link);
    }
    for (let link = LINKS; link <= LINKS + 3; link++) {
      expect(await run.to(instantOf(link)), `after the chain, ${link}`).toEqual(instants[link]);
      if (link % 3 === 0) run.type(TYPED_TEXT);
    }

    async function resumed(last: ScriptedRun, base: FrozenRun, link: number): Promise<ScriptedRun> {
      const way = WAYS[link % WAYS.length];
      if (way === 'new engine') return ScriptedRun.thaw(BUSY_SCRIPT, base, 'exact');
      if (way === 'in place') {
        await runAstray(last, link);
        last.restore(withoutPages(base));
        return last;
      }
      const next = await frozenInProcess(base, link);
      stored = overlaid(base, next);
      if (way === 'other process') return ScriptedRun.thaw(BUSY_SCRIPT, stored, 'exact');
      await runAstray(last, link);
      last.restore(next);
      return last;
    }
  },
  SPAN_MS,
);

test(
  'a machine goes back to where it was frozen, in place, any number of times',
  async () => {
    const watched = [1e6, 6e6, 20e6].map((later) => BUSY_SPAN.first + later);
    const run = await ScriptedRun.start(BUSY_SCRIPT);
    // Before the first module is compiled.
    await run.to(BUSY_SPAN.first - 1e6);
    run.type(TYPED_TEXT);
    const frozen = withoutPages(run.freeze('changes'));
    const before = await run.look();
    const bytes = run.engine.memory.byteLength;
    const first: Instant[] = [];
    for (const instant of watched) first.push(await run.to(instant));
    expect(run.engine.jit.liveModules).toBeGreaterThan(0);

    let thrownAway = 0;
    for (let round = 0; round < soaked(2, 10); round++) {
      thrownAway += await runAstray(run, round, round === 0 ? 60e6 : 3e6);
      run.restore(frozen);
      expect(await run.look(), `round ${round}`).toEqual(before);
      for (const [index, instant] of watched.entries()) {
        expect(await run.to(instant), `round ${round}, ${instant}`).toEqual(first[index]);
      }
    }
    expect(run.engine.memory.byteLength, 'the emulator takes more each time').toBe(bytes);
    expect(thrownAway, 'modules that were compiled and thrown away').toBeGreaterThan(0);
  },
  SPAN_MS,
);

/**
 * Lets a run do what must leave no trace once it is restored: another command, whose program's pages are written anew each
 * time, and bytes on the disk. Counts the modules that v86 has thrown away meanwhile.
 */
async function runAstray(run: ScriptedRun, round: number, instructions = 3e6): Promise<number> {
  const program = `cp /bin/busybox /tmp/awk; /tmp/awk 'BEGIN { while (i < 1500) i++ }'; rm /tmp/awk; head -c 9000000 /dev/zero >/tmp/z; rm /tmp/z`;
  run.type(`\x03\rwhile true; do ${program}; done\r`);
  run.disk?.set(4096 * round, new Uint8Array(5000).fill(round + 1), () => {});
  const { engine } = run;
  const seen = new Set(engine.jit.modules);
  const end = engine.instructions + instructions;
  while (engine.instructions < end) {
    await run.to(engine.instructions + 1e6);
    for (const module of engine.jit.modules) seen.add(module);
  }
  return seen.size - engine.jit.liveModules;
}

/** What another process freezes half a link later: what has changed. */
async function frozenInProcess(base: FrozenRun, link: number): Promise<FrozenRun> {
  const script = { ...BUSY_SCRIPT, instants: [instantOf(link) + STEP / 2] };
  const { frozen } = await runAndFreezeInProcess({ script, frozen: base, freezesAtEnd: true });
  if (!frozen) throw new Error('The process has frozen nothing.');
  return frozen;
}
