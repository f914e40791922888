import { readFile } from 'node:fs/promises';
import { findImage } from '#images/catalog';
import { Engine } from '../engine/engine.ts';
import { stateDigest } from '../engine/state-digest.ts';
import { MarkSplitter } from '../machine/console-text.ts';
import { loadFiles } from '../machine/image-files.ts';
import { ScriptedTime } from '../machine/time-source.ts';
import { NODE_FILES } from './node-machine.ts';

/** A run that nothing but this decides: no host clock, no host timing. */
export interface Script {
  readonly image: string;
  readonly memoryMiB: number;
  readonly seed: number;
  /** Typed, line by line, each at the prompt after the one before. */
  readonly lines: readonly string[];
  /** Instants to look at the machine, in instructions executed, ascending. */
  readonly instants: readonly number[];
}

/** What a machine was at an instant. */
export interface Instant {
  readonly instructions: number;
  readonly guestTimeNs: number;
  readonly liveModules: number;
  /** Prompts shown so far. */
  readonly prompts: number;
  readonly sha256: string;
}

/** Runs a script on an engine of its own; the just-in-time compiler is on from the first prompt. */
export async function runScript(script: Script): Promise<Instant[]> {
  const engine = await createEngine(script);
  const time = new ScriptedTime();
  const marks = new MarkSplitter();
  const lines = [...script.lines];
  const instants: Instant[] = [];
  let prompts = 0;
  for (const instant of script.instants) {
    while (engine.instructions < instant && engine.condition === 'running') {
      const idleMs = engine.runSlice(time.anchorNs(engine.instructions));
      if (engine.unsettled) await engine.settle();
      else if (idleMs > 0) time.idleMs(idleMs);
      const output = engine.serial.takeOutput();
      for (const part of output ? marks.split(output) : []) {
        if (part.kind !== 'mark' || part.mark.kind !== 'B') continue;
        prompts++;
        engine.jit.setEnabled(true);
        const line = lines.shift();
        if (line !== undefined) engine.serial.send(new TextEncoder().encode(`${line}\r`));
      }
    }
    instants.push({
      instructions: engine.instructions,
      guestTimeNs: engine.clock.ns,
      liveModules: engine.jit.liveModules,
      prompts,
      sha256: await stateDigest(engine),
    });
  }
  return instants;
}

async function createEngine({ image: id, memoryMiB, seed }: Script): Promise<Engine> {
  const image = findImage(id);
  if (!image) throw new Error(`No image ${id}.`);
  const read = async (path: string) => new Uint8Array(await readFile(path));
  return Engine.create({
    ...(await loadFiles(image, NODE_FILES, { readFile: read }, () => {})),
    commandLine: image.commandLine(memoryMiB),
    memoryMiB,
    seed,
    epochMs: Date.UTC(2026, 0, 1),
    network: 'virtio',
    disk: null,
    cd: null,
  });
}
