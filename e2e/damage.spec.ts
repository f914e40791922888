import { Buffer } from 'node:buffer';
import type { Page } from '@playwright/test';
import { inflateSync } from 'fflate';
import type { SnapshotId } from '#protocol/snapshots';
import { mutated, mutatedJson } from '../worker/node/mutations.ts';
import { manifestIn, partsOf, sealed, withManifest } from '../worker/node/resealed-file.ts';
import { soaked } from '../worker/node/soak.ts';
import { seededNumbers } from '../worker/node/synthetic-machine.ts';
import { loadBlake3 } from '../worker/snapshots/blake3.ts';
import { decodeManifest } from '../worker/snapshots/manifest-bytes.ts';
import { expect, type SnowglobePage, test } from './fixtures.ts';
import { exported, imported, keysOf, readRecord, writeRecord } from './stored-records.ts';

const SEED = Number(process.env['SNOWGLOBE_SEED'] ?? 1);

const RECORDS = soaked(6, 50);
const FILES = soaked(2, 30);
const FORGERIES = soaked(2, 20);

/** A trial has three verifications, two resumes and a run, and none of them may hang. */
const TRIAL_MS = 90_000;

test(`damaged records are refused by name or do no harm, seed ${SEED}`, async ({ snow, page }) => {
  test.setTimeout(120_000 + RECORDS * TRIAL_MS);
  const { a, b, c, before } = await libraryOfThree(snow);
  const keys = new Map([
    [a, await ownKeys(page, a, before)],
    [b, await ownKeys(page, b, before)],
  ]);
  const next = seededNumbers(SEED);
  let refused = 0;
  for (let trial = 0; trial < RECORDS; trial++) {
    const x = next() % 2 ? a : b;
    const own = keys.get(x) ?? [];
    const key = own[next() % own.length] ?? '';
    const value = await readRecord(page, key);
    const flips = trial % 2 === 0;
    const wrong = flips ? flipped(value, next) : await damagedValue(page, own, value, next);
    await writeRecord(page, key, wrong);
    const there = await page.evaluate(() => snowglobe.machines().length);
    const verified = await outcome(page, x.id, 'verify');
    const outcomes = [verified, await outcome(page, x.id, 'resume')];
    expect(await page.evaluate(() => snowglobe.machines().length)).toBe(there);
    outcomes.push(await outcome(page, x.id, 'resumeFrom'));
    for (const told of outcomes) {
      if (told.failed === null) {
        if (told.marks !== null) expect(told.marks).toBe(x.marks);
        continue;
      }
      refused++;
      expect(told.failed).toMatch(
        /^Snapshot(Damaged|Missing|Foreign): .*(damaged|is not in the library|format version)/,
      );
    }
    if (flips && !isHarmless(key, value, wrong)) expect(verified.failed).not.toBeNull();
    expect(outcomes.map(({ failed }) => failed === null)).toEqual(
      outcomes.map(() => verified.failed === null),
    );
    // The machine that was to become another is what it was, or all of the other.
    expect(await marks(page)).toBe(verified.failed === null ? x.marks : c.marks);
    await page.evaluate((id) => snowglobe.machines()[1]?.resumeFrom(id), c.id);
    expect((await outcome(page, c.id, 'verify')).failed).toBeNull();
    await writeRecord(page, key, value);
  }
  expect(refused).toBeGreaterThan(RECORDS / 2);
  for (const x of [a, b, c]) {
    expect(await outcome(page, x.id, 'verify')).toEqual({ failed: null, marks: null });
    expect(await outcome(page, x.id, 'resume')).toEqual({ failed: null, marks: x.marks });
  }
  await expectBystander(snow);
});

test(`damaged files are refused by name or restore the same, seed ${SEED}`, async ({
  snow,
  page,
}) => {
  test.setTimeout(120_000 + (FILES + FORGERIES) * TRIAL_MS);
  const { a, c } = await libraryOfThree(snow);
  const file = await exported(page, a.id);
  await page.evaluate((id) => snowglobe.snapshots.delete(id), a.id);
  const before = await page.evaluate(() => snowglobe.snapshots.list());
  const next = seededNumbers(SEED + 1);
  for (let trial = 0; trial < FILES; trial++) {
    const told = await imported(page, mutated(file, next));
    if ('failed' in told) {
      expect(told.failed).toMatch(/^(SnapshotDamaged|SnapshotForeign|FileNotSnapshot): .*file/i);
      continue;
    }
    expect(await outcome(page, told.id, 'resume')).toEqual({ failed: null, marks: a.marks });
    await page.evaluate((id) => snowglobe.snapshots.delete(id), told.id);
  }
  const parts = partsOf(file);
  const json = JSON.stringify(manifestIn(parts));
  for (let trial = 0; trial < FORGERIES; trial++) {
    const manifest = mutatedJson(json, next);
    if (typeof manifest !== 'object' || manifest === null) continue;
    const told = await imported(page, await sealed(withManifest(parts, manifest)));
    if ('failed' in told) {
      expect(told.failed).toMatch(/^(SnapshotDamaged|SnapshotForeign): /);
      continue;
    }
    // Whatever it says, it is a machine of its own, or it is refused before another is touched.
    const resumed = await outcome(page, told.id, 'resume');
    if (resumed.failed !== null) expect(resumed.failed).toMatch(OURS);
    const { failed } = await outcome(page, told.id, 'resumeFrom');
    if (failed !== null) {
      expect(failed).toMatch(OURS);
      expect(await marks(page)).toBe(c.marks);
    }
    await page.evaluate((id) => snowglobe.machines()[1]?.resumeFrom(id), c.id);
    await page.evaluate((id) => snowglobe.snapshots.delete(id), told.id);
  }
  const listed = await page.evaluate(() => snowglobe.snapshots.list());
  const kept = (infos: typeof before) => infos.filter(({ kind }) => kind === 'kept');
  expect(kept(listed)).toEqual(kept(before));
  for (const { id } of kept(listed)) expect((await outcome(page, id, 'verify')).failed).toBeNull();
  await expectBystander(snow);
});

test('what an imported snapshot says of itself is shown, never run', async ({ snow, page }) => {
  await snow.open();
  const { id } = await snow.freeze('a');
  const parts = partsOf(await exported(page, id));
  const script = '<img src=x onerror="document.body.dataset.ran=1"><script>alert(1)</script>';
  const manifest = manifestIn(parts);
  // Safe: the library wrote it.
  const facts = manifest['facts'] as {
    readonly machine: object;
    readonly picture: { readonly lines: readonly string[] };
  };
  const forged = {
    ...manifest,
    id: 'forged',
    name: script,
    facts: {
      ...facts,
      machine: { ...facts.machine, name: script },
      picture: { ...facts.picture, lines: facts.picture.lines.map(() => script) },
    },
  };
  page.on('dialog', () => {
    throw new Error('A script ran.');
  });
  const told = await imported(page, await sealed(withManifest(parts, forged)));
  expect(told).toEqual({ id: 'forged' });
  await page.evaluate((id) => snowglobe.resume(id), 'forged' as SnapshotId);
  await expect(page.getByRole('tab', { name: /onerror/ })).toBeVisible();
  expect(await page.evaluate(() => document.body.dataset['ran'])).toBeUndefined();
});

/** Failures that a snapshot may be refused with. */
const OURS =
  /^(Snapshot(Damaged|Missing|Foreign)|ImageUnknown|MemoryRefused|MemoryOutOfRange|EmulatorCrashed): ./;

/** A frozen machine, and what it holds. */
interface Frozen {
  readonly id: SnapshotId;
  readonly marks: string;
}

/**
 * The page's machine, used; a second one, frozen three times, which stands where it was frozen first; and the keys of what
 * was stored before the second time.
 */
async function libraryOfThree(snow: SnowglobePage) {
  const { page } = snow;
  await snow.open();
  await snow.run('bystander=here');
  await snow.boot({ name: 'subject', memoryMiB: 32 });
  const freeze = async (name: string): Promise<Frozen> => {
    await snow.run(`at=${name}; seq $(printf %d "'$at") 20000 > /root/data`, 1);
    const { id } = await page.evaluate(async (called) => {
      const [, machine] = snowglobe.machines();
      if (machine === undefined) throw new Error('No machine.');
      return machine.freeze({ name: called });
    }, name);
    return { id, marks: await marks(page) };
  };
  const c = await freeze('c');
  const before = new Set(await keysOf(page));
  const [a, b] = [await freeze('a'), await freeze('b')];
  await page.evaluate((id) => snowglobe.machines()[1]?.resumeFrom(id), c.id);
  return { a, b, c, before };
}

/** The keys of what a snapshot has for itself, or shares with those that came after `before`. */
async function ownKeys(
  page: Page,
  { id }: Frozen,
  before: ReadonlySet<string>,
): Promise<readonly string[]> {
  const manifest = await readRecord(page, `manifest/${id}`);
  const { chunks } = decodeManifest(manifest, id, await loadBlake3());
  const keys = chunks.map(([hash]) => `chunk/${hash}`).filter((key) => !before.has(key));
  return [...keys, `manifest/${id}`, `info/${id}`];
}

/** What the second machine holds. */
async function marks(page: Page): Promise<string> {
  return page.evaluate(
    async () =>
      (await snowglobe.machines()[1]?.run('echo $at; md5sum < /root/data'))?.output ?? 'no machine',
  );
}

interface Outcome {
  /** Null: it did not. */
  readonly failed: string | null;
  /** What the machine held then; null: nobody looked. */
  readonly marks: string | null;
}

function outcome(
  page: Page,
  id: SnapshotId,
  verb: 'verify' | 'resume' | 'resumeFrom',
): Promise<Outcome> {
  return page.evaluate(
    async ([chosen, what]) => {
      try {
        if (what === 'verify') {
          await snowglobe.snapshots.verify(chosen);
          return { failed: null, marks: null };
        }
        const [, second] = snowglobe.machines();
        if (what === 'resumeFrom') await second?.resumeFrom(chosen);
        const machine = what === 'resume' ? await snowglobe.resume(chosen) : second;
        const ran = await machine?.run('echo $at; md5sum < /root/data');
        if (what === 'resume') await machine?.remove();
        return { failed: null, marks: ran?.output ?? null };
      } catch (error) {
        const told = error instanceof Error ? `${error.name}: ${error.message}` : `${error}`;
        return { failed: told, marks: null };
      }
    },
    [id, verb] as const,
  );
}

/** One bit is another, in the first half, where it cannot be mere padding. */
function flipped(value: Uint8Array, next: () => number): Uint8Array {
  const copy = Uint8Array.from(value);
  const at = 1 + (next() % (value.length >> 1));
  copy[at] = (copy[at] ?? 0) ^ (1 << (next() % 8));
  return copy;
}

/** Lists are made again from manifests; and some bits of a compressed stream mean nothing. */
function isHarmless(key: string, value: Uint8Array, wrong: Uint8Array | null): boolean {
  if (!key.startsWith('chunk/') || wrong === null) return key.startsWith('info/');
  const inflated = (record: Uint8Array) =>
    Buffer.from(record[0] === 0 ? record.subarray(1) : inflateSync(record.subarray(1)));
  try {
    return inflated(wrong).equals(inflated(value));
  } catch {
    // No stream any more.
    return false;
  }
}

/** What storage may give back for a record: its bytes changed, another record's, nothing. */
async function damagedValue(
  page: Page,
  own: readonly string[],
  value: Uint8Array,
  next: () => number,
): Promise<Uint8Array | null> {
  const kind = next() % 8;
  if (kind === 0) return null;
  if (kind === 1) return readRecord(page, own[next() % own.length] ?? '');
  return mutated(value, next);
}

async function expectBystander(snow: SnowglobePage): Promise<void> {
  expect(await snow.status()).toEqual({ phase: 'running' });
  expect((await snow.run('echo $bystander')).output).toBe('here\n');
}
