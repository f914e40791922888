import type { Image, ImageFile } from '#images/catalog';
import type { MachineLibrary, StoredMachine } from '#protocol/frozen-machine';
import type { FileLocations, Thawed, ThawOptions, ThawSource } from '#protocol/machine';
import type { LineageId, SnapshotId } from '#protocol/snapshots';
import { Engine } from '../engine/engine.ts';
import type { Settings } from '../engine/frozen-engine.ts';
import { loadV86 } from '../engine/load-v86.ts';
import type { Ahead } from '../timeline/ahead.ts';
import { resumeBroke, resumedElsewhere } from './ends.ts';
import { frozenImage } from './frozen-image.ts';
import { giveIdentity, newIdentity } from './identity.ts';
import { type FileHost, FileLoader, filesOf, type OnProgress, readBaked } from './image-files.ts';
import type { Keeper } from './keeper.ts';
import { engineOptions, knownImage, type LoadedMachine, throttled } from './loaded-machine.ts';
import { aheadOf, replayIn } from './opened-replay.ts';
import type { Origin } from './origin.ts';
import type { Power } from './power.ts';
import type { PowerCycle } from './power-cycle.ts';
import {
  otherParts,
  readThawable,
  sameParts,
  storedDisks,
  type Thawable,
  unusable,
} from './thawing.ts';

/** What a machine is thawed with. */
interface Thawing {
  readonly source: ThawSource;
  readonly options: ThawOptions;
  readonly locations: FileLocations;
  readonly host: FileHost;
  /** Fails with `MachineElsewhere`. */
  claim(lineage: LineageId): Promise<void>;
}

/** What is read of a source. */
interface Source {
  readonly stored: StoredMachine;
  readonly bakedFile: Uint8Array<ArrayBuffer> | null;
}

/** Starts a machine that has not been switched on yet from a snapshot. Fails as `MachineApi.thaw` does. */
export async function thawNew(
  power: Power,
  keeper: Keeper,
  { source, options, locations, host, claim }: Thawing,
): Promise<Thawed> {
  const { changes } = power;
  const tell = throttled((loadedBytes, totalBytes) => {
    if (power.status.phase !== 'loading') return;
    power.setStatus({ phase: 'loading', step: 'snapshot', loadedBytes, totalBytes });
  });
  const loader = new FileLoader(locations, host, () => {});
  const reading = readSource(source, keeper, host, tell);
  if (source.kind === 'baked') loader.files(biosOf(knownImage(source.image))).catch(() => {});
  const compiling = loader.emulator();
  // While all that is on its way. Who builds the machine asks again, and hears of a failure.
  loadV86().catch(() => {});
  const [compiled, { stored, bakedFile }] = await Promise.all([compiling, reading]);
  const thawable = readThawable(stored, compiled.sliceInstructions);
  const { machine } = stored.facts;
  const replay = options.as === 'replay' ? replayIn(thawable) : null;
  const image = await frozenImage(stored.facts, (sha256) => keeper.imageFile(sha256));
  const lineage = options.as === 'same' ? stored.facts.lineage : keeper.lineage;
  const [files] = await Promise.all([loader.files(biosOf(image)), claim(lineage)]);
  if (options.as === 'same') await keeper.own(lineage);
  const loaded = {
    config: { ...machine, name: options.name ?? machine.name },
    image,
    files: filesOf(compiled, files),
    ...storedDisks(stored),
  };
  const engine = await thawEngine(power, thawable, loaded, replay?.settings);
  const ahead = replay && (await aheadOf(replay, engine.clock.ns));
  power.throwIfChanged(changes);
  const place = { engine, loaded, lineage, bakedFile, ...options };
  if (ahead !== null) return beginReplay(power, keeper, thawable, place, ahead);
  return goOn(power, keeper, thawable, place);
}

/**
 * Makes a machine, switched on or not, what a snapshot was. Fails as `MachineApi.resumeFrom` does: all that is known to fail
 * is done before the machine is touched.
 *
 * @param changes of power when it was asked for: what was switched off since stays off.
 */
export async function resumeIn(
  power: Power,
  keeper: Keeper,
  id: SnapshotId,
  { loaded, changes }: { readonly loaded: LoadedMachine; readonly changes: number },
): Promise<Thawed> {
  power.throwIfChanged(changes);
  const { cycle } = power;
  const { base, library, lineage } = keeper;
  const stored = await library.read(id, cycle ? base : null);
  const { machine } = stored.facts;
  if (!sameParts(machine, loaded.config)) throw otherParts(machine);
  const thawable = readThawable(stored, loaded.files.compiled.sliceInstructions);
  // What lies on disk and CD is the snapshot's from now on.
  const { disk, cd } = machine;
  const resumed = { ...loaded, config: { ...loaded.config, disk, cd } };
  const inPlace = stored.base !== null && thawable.layer === 'exact' && cycle;
  const ready = inPlace
    ? await readyInPlace(power, cycle, thawable, resumed)
    : await readyAnew(power, library, thawable, resumed);
  power.throwIfChanged(changes);
  power.drop(resumedElsewhere());
  const as = stored.facts.lineage === lineage ? 'same' : 'copy';
  try {
    ready.put();
    const thawed = goOn(power, keeper, ready.thawable, { ...ready, lineage, as, bakedFile: null });
    // What the machine saved last is not what it is now.
    keeper.noteUse();
    return thawed;
  } catch (error) {
    throw power.fail(resumeBroke(error), power.changes);
  }
}

/**
 * Does work that may put another PC in a running one's place. Until then that one would only take time from it; where it is
 * still there after a failure, it runs on.
 */
export async function standingStill<Answer>(
  power: Power,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { cycle } = power;
  if (power.runs) cycle?.stop();
  try {
    return await work();
  } catch (error) {
    if (power.cycle === cycle && power.runs) cycle?.start();
    throw error;
  }
}

function biosOf({ bios, vgaBios }: Image): ImageFile[] {
  return [bios, vgaBios];
}

async function readSource(
  source: ThawSource,
  keeper: Keeper,
  host: FileHost,
  onProgress: OnProgress,
): Promise<Source> {
  if (source.kind === 'snapshot') {
    return { stored: await keeper.library.read(source.id), bakedFile: null };
  }
  const { stored, file } = await readBaked(source.location, host, onProgress);
  return { stored, bakedFile: file };
}

async function thawEngine(
  power: Power,
  { stored, frozen, layer }: Thawable,
  loaded: LoadedMachine,
  settings?: Settings,
): Promise<Engine> {
  const epochMs = settings?.epochMs ?? power.epochMs(frozen.state.clockNs);
  try {
    return await Engine.thaw(engineOptions(loaded, epochMs), frozen, layer, settings);
  } catch (cause) {
    throw unusable(stored.facts.machine, cause);
  }
}

/** A machine that can take a running one's place. */
interface Ready {
  readonly thawable: Thawable;
  readonly engine: Engine;
  readonly loaded: LoadedMachine;
  /** Puts into the engine what is not there yet. */
  put(): void;
}

async function readyInPlace(
  power: Power,
  { engine }: PowerCycle,
  thawable: Thawable,
  loaded: LoadedMachine,
): Promise<Ready> {
  const { stored, frozen, layer } = thawable;
  const { disk, cd } = loaded;
  if (engine.unsettled) await engine.settle();
  const restore = usable(stored, () => engine.prepareRestore(frozen, layer));
  const put = (): void => {
    restore(power.epochMs(frozen.state.clockNs));
    disk?.revert();
    if (stored.regions.disk) disk?.put(stored.regions.disk.pages);
    if (stored.regions.cd) cd?.put(stored.regions.cd.pages);
  };
  return { thawable, engine, loaded, put };
}

async function readyAnew(
  power: Power,
  library: MachineLibrary,
  part: Thawable,
  loaded: LoadedMachine,
): Promise<Ready> {
  const { stored } = part;
  const thawable =
    stored.base === null
      ? part
      : readThawable(await library.read(stored.id), loaded.files.compiled.sliceInstructions);
  const fresh = { ...loaded, ...storedDisks(thawable.stored) };
  const engine = await thawEngine(power, thawable, fresh);
  return { thawable, engine, loaded: fresh, put: () => {} };
}

/** Does what fails where there is no room for a snapshot, or a part of it is not what was frozen. */
function usable<Answer>({ facts }: StoredMachine, work: () => Answer): Answer {
  try {
    return work();
  } catch (cause) {
    throw unusable(facts.machine, cause);
  }
}

interface Place {
  readonly engine: Engine;
  readonly loaded: LoadedMachine;
  readonly lineage: LineageId;
  readonly as: ThawOptions['as'];
  readonly paused?: boolean;
  readonly bakedFile: Uint8Array<ArrayBuffer> | null;
}

/** Runs on, or stands still, as the snapshot was; the guest gets the right time, and a copy what is its own. */
function goOn(
  power: Power,
  keeper: Keeper,
  { stored, texts, layer }: Thawable,
  { engine, loaded, lineage, as, paused = false, bakedFile }: Place,
): Thawed {
  const cycle = power.begin({ engine, loaded, texts, paused });
  cycle.ask({ kind: 'clock' });
  const { config } = loaded;
  const identity =
    as === 'copy'
      ? giveIdentity(
          cycle,
          newIdentity(config.image, config.network !== 'none'),
          stored.kind !== 'baked',
        )
      : null;
  keeper.begin(originIn({ stored, layer }, { lineage, bakedFile }), stored, as === 'same');
  return { config, lineage, identity, layer };
}

/** Stands at the beginning of a replay. Who takes it over has a machine of its own. */
function beginReplay(
  power: Power,
  keeper: Keeper,
  { stored, texts, layer }: Thawable,
  { engine, loaded, lineage, bakedFile }: Place,
  ahead: Ahead,
): Thawed {
  power.begin({ engine, loaded, texts, paused: true, ahead });
  keeper.begin(originIn({ stored, layer }, { lineage, bakedFile }), stored, false);
  return { config: loaded.config, lineage, identity: null, layer };
}

/** Where a machine comes from that goes on from what was stored. */
function originIn(
  { stored, layer }: Pick<Thawable, 'stored' | 'layer'>,
  own: Pick<Place, 'lineage' | 'bakedFile'>,
): Origin {
  const base = layer === 'exact' ? stored.id : null;
  const isParent = stored.kind === 'kept' || stored.kind === 'replay';
  return { ...own, base, parent: isParent ? stored.id : stored.parent };
}
