import type { Page } from '@playwright/test';
import type { ExperimentId, ExperimentResult } from '#protocol/experiments';
import { expect, test } from './fixtures.ts';

/** Many times what the longest one takes on a machine that does nothing else. */
test.describe.configure({ timeout: 600_000 });

/** What each experiment rests on, by its place in what `counters` gives. */
const RESTS_ON: Readonly<Record<ExperimentId, readonly string[]>> = {
  emulation: ['instructions', 'measured.instructions', 'measured.userInstructions'],
  translation: ['measured.instructions', 'measured.jitModules'],
  'hard-x86': ['measured.events.readSystemTable', 'measured.vectors'],
  full: ['measured.instructions', 'measured.userInstructions'],
  'hardware-assisted': ['measured.events.pageFault', 'measured.events.writeCr3'],
  paravirtualisation: ['measured.ports', 'measured.consoleBytes'],
  'os-level': ['instructions', 'measured.instructions'],
  application: ['measured.instructions', 'measured.events.sysenter measured.events.int80'],
  control: ['instructions', 'guestTimeNs'],
};

/** Runs an experiment on the first machine, some of whose counters stand still: what was counted before stays all there is. */
function withStuck(page: Page, id: ExperimentId, paths: string): Promise<ExperimentResult> {
  return page.evaluate(
    async ([wanted, stuck]) => {
      const [machine] = snowglobe.machines();
      if (machine === undefined) throw new Error('No machine.');
      /** Puts what stands at a place in `from` to the same place in `onto`. */
      const hold = (onto: object, from: object, place: string): void => {
        const [last = '', ...above] = place.split('.').reverse();
        const at = (root: object): object =>
          above.reduceRight<object>((tree, step) => Reflect.get(tree, step) ?? {}, root);
        if (last in at(onto)) Reflect.set(at(onto), last, Reflect.get(at(from), last));
      };
      const asZero = (counts: object): object =>
        JSON.parse(JSON.stringify(counts), (_, value) =>
          typeof value === 'number' ? 0 : Array.isArray(value) ? [] : value,
        );
      const first = await machine.counters();
      const counters = async () => {
        const now = structuredClone(await machine.counters());
        for (const place of stuck.split(' ')) {
          hold(now, first, place);
          if (now.lastCommand !== null) hold(now.lastCommand, asZero(now.lastCommand), place);
        }
        return now;
      };
      const held = Object.create(machine, { counters: { value: counters } });
      return snowglobe.experiments.run(wanted, held);
    },
    [id, paths] as const,
  );
}

for (const [id, counters] of Object.entries(RESTS_ON)) {
  test(`${id} has no result where a counter that it rests on stands still`, async ({
    snow,
    page,
  }) => {
    await snow.open();
    for (const paths of counters) {
      // Safe: the keys of RESTS_ON.
      const { outcome, rows } = await withStuck(page, id as ExperimentId, paths);
      expect(outcome, paths).toMatchObject({
        kind: 'failed',
        message: expect.stringMatching(/counter of .* stands at/),
      });
      expect(rows, paths).toEqual([]);
    }
  });
}
