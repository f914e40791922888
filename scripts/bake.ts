// Boots `tiny` in this process and writes the machine at its prompt as files that the page starts from: `baked/`.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findImage, imageFiles } from '#images/catalog';
import type { LineageId } from '#protocol/snapshots';
import { thisEmulator } from '../worker/engine/v86-parts.ts';
import type { Machine } from '../worker/machine/machine.ts';
import { configOf, createScriptedMachine, NODE_FILES } from '../worker/node/node-machine.ts';
import { readSnapshotFile } from '../worker/snapshots/read-file.ts';
import { bakeSnapshotFile } from '../worker/snapshots/write-file.ts';

/** The machines that are baked. */
export const BAKED = [
  { image: 'tiny', memoryMiB: 32 },
  { image: 'tiny', memoryMiB: 128 },
] as const;

type Baked = (typeof BAKED)[number];

/** Boots a machine with a clock that depends on what it executes alone, and freezes it at its prompt. */
export async function bake({ image, memoryMiB }: Baked): Promise<Uint8Array> {
  const machine = createScriptedMachine();
  stopAtPrompt(machine);
  await machine.boot(configOf(image, { memoryMiB }), NODE_FILES);
  const taken = await machine.take('whole');
  await machine.powerOff();
  const { cycle = '{}', ...texts } = taken.texts;
  const file = await bakeSnapshotFile({
    ...taken,
    // Safe: lineages are opaque, and no machine of this one saves itself.
    facts: { ...taken.facts, lineage: `baked-${image}-${memoryMiB}` as LineageId },
    texts: { ...texts, cycle: JSON.stringify({ ...JSON.parse(cycle), ranMs: 0 }) },
    kind: 'baked',
    name: `${image} at its prompt`,
    parent: null,
    base: null,
    pauseMs: 0,
    writer: null,
  });
  return new Uint8Array(await file.arrayBuffer());
}

/** Refuses a file that was not made of these very images with this very emulator. */
export async function checkBaked(
  { image, memoryMiB }: Baked,
  file: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { facts } = await readSnapshotFile(new Blob([file]).stream());
  const known = findImage(image);
  const stale = (what: string): never => {
    throw new Error(`The baked machine ${fileName({ image, memoryMiB })} is stale: ${what}.`);
  };
  for (const { path, sha256 } of known ? imageFiles(known) : []) {
    if (facts.image.files[path] !== sha256) stale(`it was made with another ${path}`);
  }
  const own = thisEmulator(facts.emulator.sliceInstructions);
  if (JSON.stringify(facts.emulator) !== JSON.stringify(own)) stale('it was made with another v86');
  if (facts.machine.memoryMiB !== memoryMiB) stale('it has other memory');
}

function stopAtPrompt(machine: Machine): void {
  machine.watchStatus(({ phase }) => {
    if (phase === 'running') void machine.pause();
  });
}

function fileName({ image, memoryMiB }: Baked): string {
  return `${image}-${memoryMiB}.snowglobe`;
}

async function main(folder: string, checkOnly: boolean): Promise<void> {
  if (!checkOnly) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  for (const baked of BAKED) {
    const path = join(folder, fileName(baked));
    if (!checkOnly) writeFileSync(path, await bake(baked));
    const file = new Uint8Array(readFileSync(path));
    await checkBaked(baked, file);
    const digest = createHash('sha256').update(file).digest('hex');
    console.log(`${fileName(baked)}: ${file.length} bytes, SHA-256 ${digest.slice(0, 16)}…`);
  }
}

const [, script, folder, mode] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder !== undefined) {
  await main(folder, mode === '--check');
}
