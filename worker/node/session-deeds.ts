import type { JitMode } from '#protocol/machine';
import type { SeededRandom } from '../engine/seeded-random.ts';

/** One thing that somebody does to a machine; `waitFor` is what the console must show before the next. */
export type Deed =
  | { readonly run: string }
  | { readonly type: string }
  | { readonly waitFor: RegExp }
  | { readonly rate: number | 'max' }
  | { readonly jit: JitMode }
  | { readonly sample: boolean }
  | { readonly pauseAndResume: true };

/** What somebody does who has a few seconds, a few deeds at a time. */
const OCCUPATIONS: readonly ((random: SeededRandom) => readonly Deed[])[] = [
  () => [{ run: 'ls -lR /etc | md5sum' }],
  (random) => [{ run: sines(1000 + Math.floor(random.fraction() * 5000)) }],
  () => [{ run: 'head -c 100000 /dev/urandom >/data/noise; sync; md5sum /data/noise' }],
  () => [{ run: 'lua -e "local t = {} for i = 1, 20000 do t[i] = i * 1.5 end print(#t)"' }],
  () => [{ run: 'for i in 1 2 3 4 5 6; do /bin/true; done; cat /proc/uptime' }],
  () => [
    { type: 'vi /tmp/letter\r' },
    { waitFor: /1\/1 100%/ },
    { type: 'iDear reader\x1b' },
    // The whole of what it shows then: the next one waits for the end of such a line.
    { waitFor: /- \/tmp\/letter[^%]*100%/ },
    { type: ':wq\r' },
    { run: 'wc /tmp/letter; echo left-$((1+1))' },
    // The next one does not wait for what this one has shown.
    { waitFor: /left-2/ },
  ],
  () => [{ type: 'echo pasted\r'.repeat(10) }],
  (random) => [{ rate: one(random, [0.5, 1, 10, 'max']) }],
  (random) => [{ jit: one(random, [true, false, 'auto']) }],
  (random) => [{ sample: random.fraction() < 0.5 }],
  () => [{ run: 'sleep 1' }],
  () => [{ pauseAndResume: true }],
];

/** Some of it, by lot. Of a machine with a disk at `/data`. */
export function someDeeds(random: SeededRandom): readonly Deed[] {
  return one(random, OCCUPATIONS)(random);
}

function sines(count: number): string {
  return `awk 'BEGIN { for (i = 0; i < ${count}; i++) s += sin(i); print s }'`;
}

function one<Choice>(random: SeededRandom, choices: readonly Choice[]): Choice {
  const choice = choices[Math.floor(random.fraction() * choices.length)];
  if (choice === undefined) throw new RangeError('There is nothing to choose from.');
  return choice;
}
