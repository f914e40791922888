import { expect, test } from 'vitest';
import { runInProcess } from './run-in-process.ts';
import type { Script } from './scripted-run.ts';
import { soaked } from './soak.ts';

const SCRIPT: Script = {
  image: 'tiny',
  memoryMiB: 64,
  seed: 42,
  lines: [
    'ls -la / /bin /proc > /tmp/list; cat /proc/meminfo; date; head -c 64 /dev/urandom | md5sum',
    'for i in 1 2 3 4 5 6 7 8; do md5sum /tmp/list; sleep 0.1; done',
    'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done; echo $i; dd if=/dev/zero bs=64k count=4 | sha256sum',
    'mkdir -p /mnt/9; mount -t 9p -o trans=virtio,version=9p2000.L host9p /mnt/9; cp /tmp/list /mnt/9/f; touch /mnt/9/f; stat -c %Y /mnt/9/f; md5sum /mnt/9/f',
    "awk 'BEGIN { for (i = 0; i < 200000; i++) s += i % 7 * 1.5; print s }'",
  ],
  instants: [5e6, 15e6, 25e6, 32e6, 60e6, 90e6, 120e6, 165e6, 200e6, 250e6],
};

const SEEDS = Array.from({ length: soaked(1, 10) }, (_, index) => 42 + index);

test.each(SEEDS)(
  'two machines of seed %d in two processes are equal at ten instants, the compiler on',
  async (seed) => {
    const script = { ...SCRIPT, seed };
    const [one, other] = await Promise.all([runInProcess({ script }), runInProcess({ script })]);
    expect(one).toHaveLength(10);
    expect(other).toEqual(one);
    // In boot, in shell use and in a compute loop.
    expect(one[0]?.prompts).toBe(0);
    expect(one.some(({ prompts }) => prompts >= 1 && prompts <= 2)).toBe(true);
    expect(one.filter(({ prompts }) => prompts === 3).length).toBeGreaterThanOrEqual(3);
    expect(one.at(-1)?.prompts).toBe(SCRIPT.lines.length);
    expect(one.filter(({ liveModules }) => liveModules > 20).length).toBeGreaterThanOrEqual(3);
  },
  180_000,
);

test('a changed key stroke, and a changed seed, change the digest', async () => {
  const [line = '', ...lines] = SCRIPT.lines;
  const short = { ...SCRIPT, instants: [60e6] };
  const [as, typed, seeded] = await Promise.all([
    runInProcess({ script: short }),
    runInProcess({ script: { ...short, lines: [line.replace('date', 'datE'), ...lines] } }),
    runInProcess({ script: { ...short, seed: 43 } }),
  ]);
  expect(typed[0]?.sha256).not.toBe(as[0]?.sha256);
  expect(seeded[0]?.sha256).not.toBe(as[0]?.sha256);
}, 180_000);
