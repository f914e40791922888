import { findImage, IMAGES } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import { memoryRefusal } from '#protocol/limits';
import type { SnapshotId } from '#protocol/snapshots';
import type { BootOptions, MachineHandle, Snowglobe } from '#protocol/snowglobe';
import { experimentsScript } from '../inside/experiments/experiments-script.ts';
import { snapshotInfo } from '../library/snapshot-info.ts';
import { snapshots } from '../library/snapshots-script.ts';
import { recordReplay } from '../timeline/record-replay.ts';
import { fileLocations } from './file-locations.ts';
import { allClients, focusMachine, removeMachine, startMachine } from './fleet.ts';
import { freezeMachine, startCopy, startReplay } from './freezing.ts';
import type { MachineClient } from './machine-client.ts';
import { defaultConfig, readName } from './machine-config.ts';
import { startOf } from './machine-start.ts';
import { resetMachine } from './resetting.ts';

declare global {
  /** Everything the page can do; documented at the interface. */
  var snowglobe: Snowglobe;
}

const handles = new WeakMap<MachineClient, MachineHandle>();

/** Puts the scripting interface where demos, tests and embedders find it. */
export function publishSnowglobe(): void {
  globalThis.snowglobe = {
    boot,
    machines: () => allClients().map(handleOf),
    resume,
    openReplay,
    snapshots,
    experiments: experimentsScript((image, options) => begin(image, options, false)),
  };
}

async function boot(imageId: string, options?: BootOptions | null): Promise<MachineHandle> {
  const { machine, begun } = begin(imageId, options, true);
  await begun;
  return machine;
}

function begin(
  imageId: string,
  options: BootOptions | null | undefined,
  inFocus: boolean,
): { readonly machine: MachineHandle; readonly begun: Promise<unknown> } {
  const image = findImage(imageId);
  if (image === undefined) {
    const known = IMAGES.map(({ id }) => id).join(', ');
    throw new FailureError('ImageUnknown', `There is no image "${imageId}". There is: ${known}.`);
  }
  const { name, memoryMiB = image.defaultMemoryMiB, seed, network } = options ?? {};
  const { disk = null, cd = null, cold = false } = options ?? {};
  const refusal = memoryRefusal(image, memoryMiB);
  if (refusal !== null) throw new FailureError('MemoryOutOfRange', refusal);
  if (seed !== undefined) checkSeed(seed);
  checkName(name);
  const taken = allClients().map((client) => client.config.name);
  const standard = defaultConfig(image, readName(name ?? '', image.id, taken));
  const config = {
    ...standard,
    memoryMiB,
    seed: seed ?? standard.seed,
    network: network ?? standard.network,
    disk,
    cd,
  };
  // What came at its prompt has drawn its numbers already: a machine of a chosen seed boots.
  const { client, begun } = startMachine(
    startOf(config, fileLocations(), cold || seed !== undefined),
    inFocus,
  );
  return { machine: handleOf(client), begun };
}

async function resume(id: SnapshotId): Promise<MachineHandle> {
  const info = await snapshotInfo(id);
  return handleOf(await (info.kind === 'replay' ? startReplay : startCopy)(info));
}

async function openReplay(blob: Blob): Promise<MachineHandle> {
  const info = await snapshots.import(blob);
  if (info.kind !== 'replay') throw noReplay(info.name);
  return handleOf(await startReplay(info));
}

function noReplay(name: string): FailureError {
  return new FailureError(
    'FileNotSnapshot',
    `The file holds “${name}”, a snapshot, and no replay, so nothing was opened. It is in the library now; resume it from there.`,
  );
}

function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw new RangeError(`A seed is a whole number from 0 to 4294967295, not ${seed}.`);
}

/** Scripts are not always typed. */
function checkName(name: unknown): void {
  if (name === undefined || name === null || typeof name === 'string') return;
  throw new TypeError(`A machine's name is a string, not a ${typeof name}.`);
}

function handleOf(client: MachineClient): MachineHandle {
  const known = handles.get(client);
  if (known !== undefined) return known;
  const handle: MachineHandle = {
    id: client.id,
    get image() {
      return client.config.image;
    },
    get name() {
      return client.config.name;
    },
    status: () => client.status,
    type: (text) => client.type(text),
    waitFor: (text, options) => client.waitFor(text, options),
    run: (command, options) => client.run(command, options),
    screen: () => client.screen(),
    counters: () => client.counters(),
    resetCounters: () => client.resetCounters(),
    sample: (on) => client.sample(on, 'scripts'),
    setJit: (mode) => client.setJit(mode),
    setRate: (rate) => client.call((api) => api.setRate(rate)),
    setCpuCap: (instructionsPerSecond) =>
      client.call((api) => api.setCpuCap(instructionsPerSecond)),
    tempo: () => client.call((api) => api.tempo()),
    timeline: () => client.call((api) => api.timeline()),
    rewindTo: (guestTimeNs) => client.call((api) => api.rewindTo(guestTimeNs)),
    play: () => client.call((api) => api.play()),
    takeOver: (options) => client.call((api) => api.takeOver(options)),
    step: (until) => client.call((api) => api.step(until)),
    bookmark: (name, at) => client.call((api) => api.bookmark(name, at)),
    film: (frames) => client.call((api) => api.film(frames)),
    recordReplay: (fromNs, toNs, options) => recordReplay(client, fromNs, toNs, options),
    setPastBudget: (bytes) => client.call((api) => api.setPastBudget(bytes)),
    pause: () => client.pause(),
    resume: () => client.resume(),
    reset: () => resetMachine(client),
    powerOff: () => client.powerOff(),
    freeze: (options) => freezeMachine(client, options),
    resumeFrom: async (id) => {
      await client.resumeFrom(id);
    },
    focus: () => focusMachine(client.id),
    remove: async () => removeMachine(client.id),
  };
  handles.set(client, handle);
  return handle;
}
