import { expect, test } from 'vitest';
import { BUSY_SCRIPT, BUSY_SPAN } from './busy-script.ts';
import { runInProcess } from './run-in-process.ts';
import { type FrozenRun, type Instant, ScriptedRun, TYPED_TEXT } from './scripted-run.ts';
import { soaked } from './soak.ts';
import { seededNumbers } from './synthetic-machine.ts';

const COUNT = soaked(4, 50);

/** How long after a freeze a machine is looked at, in instructions. */
const LATER = [0.3e6, 3e6, 12e6];

const SPAN_MS = 30 * 60_000;

/** Instants in instructions; each has text typed at it. */
const FREEZES = seededInstants(41);

const INSTANTS = [
  ...new Set(FREEZES.flatMap((freeze) => [freeze, ...LATER.map((later) => freeze + later)])),
].sort((a, b) => a - b);

test.each([
  { layer: 'exact', jit: true },
  { layer: 'portable', jit: false },
] as const)(
  'from the $layer layer, the compiler on: $jit, a machine goes on as if it had never been frozen',
  async ({ layer, jit }) => {
    // What is compared: all guest RAM, the registers (general, segment, control, debug, FPU, MMX, SSE), flags, instruction
    // counter, all fields of v86's devices, disk, console text, guest time, instructions, live modules, all that was counted.
    const script = { ...BUSY_SCRIPT, jit, instants: INSTANTS, typedAt: FREEZES };
    const reference = byInstant(await runInProcess({ script }));
    let busy = 0;
    let unread = 0;
    await freezeOften(jit, async (instant, original, frozen) => {
      expect(original, `the original after ${original.instructions}`).toEqual(
        reference.get(instant),
      );
      if (!frozen) return;
      if (!original.idle) busy++;
      const { queued, received } = frozen.engine.state.serial;
      if (queued.length + received.length > 0) unread++;
      const instants = watched(instant);
      const copies = await runInProcess({ script: { ...script, instants }, frozen, layer });
      const originals = instants.map((at) => reference.get(at));
      const comparable = layer === 'exact' ? same : withoutWalks;
      expect(copies.map(comparable), `frozen after ${original.instructions}`).toEqual(
        originals.map((at) => at && comparable(at)),
      );
    });
    expect(busy).toBeGreaterThanOrEqual(0.8 * COUNT);
    expect(unread).toBeGreaterThanOrEqual(0.5 * COUNT);
  },
  SPAN_MS,
);

test(
  'from the portable layer, the compiler on, any two copies are equal',
  async () => {
    const script = { ...BUSY_SCRIPT, instants: INSTANTS, typedAt: FREEZES };
    let liveModules = 0;
    await freezeOften(true, async (instant, _, frozen) => {
      if (!frozen) return;
      const task = {
        script: { ...script, instants: watched(instant) },
        frozen,
        layer: 'portable' as const,
      };
      const [one, other] = await Promise.all([runInProcess(task), runInProcess(task)]);
      expect(one).toHaveLength(task.script.instants.length);
      expect(other, `frozen after ${instant}`).toEqual(one);
      liveModules += one.at(-1)?.liveModules ?? 0;
    });
    expect(liveModules).toBeGreaterThan(0);
  },
  SPAN_MS,
);

/** Runs the script, typing and freezing at its freezes, and tells of each instant. */
async function freezeOften(
  jit: boolean,
  handle: (instant: number, original: Instant, frozen: FrozenRun | null) => Promise<void>,
): Promise<void> {
  const run = await ScriptedRun.start({ ...BUSY_SCRIPT, jit });
  for (const instant of INSTANTS) {
    const original = await run.to(instant);
    const freezes = FREEZES.includes(instant);
    if (freezes) run.type(TYPED_TEXT);
    await handle(instant, original, freezes ? run.freeze() : null);
  }
}

const same = (instant: Instant): Instant => instant;

/** What the CPU has translated of the guest's addresses is not in the portable layer, so it walks more page tables. */
function withoutWalks({ measured, ...instant }: Instant): Instant {
  return { ...instant, measured: { ...measured, events: { ...measured.events, pageWalk: 0 } } };
}

function watched(freeze: number): number[] {
  return INSTANTS.filter((at) => at > freeze && at <= freeze + Math.max(...LATER));
}

function byInstant(instants: readonly Instant[]): ReadonlyMap<number, Instant> {
  return new Map(instants.map((instant, index) => [INSTANTS[index] ?? 0, instant]));
}

function seededInstants(seed: number): number[] {
  const next = seededNumbers(seed);
  const { first, last } = BUSY_SPAN;
  return Array.from({ length: COUNT }, (_, index) =>
    Math.round(first + ((index + next() / 2 ** 32) * (last - first)) / COUNT),
  );
}
