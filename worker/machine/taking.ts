import { imageFiles } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import { type FrozenRegion, PAGE_BYTES, type RegionName } from '#protocol/frozen-machine';
import type { FrozenImage, LineageId } from '#protocol/snapshots';
import { copied } from '../engine/freeze-refused.ts';
import type { GuestDisk } from '../engine/guest-disk.ts';
import { hostNowMs } from '../engine/host-globals.ts';
import { thisEmulator } from '../engine/v86-parts.ts';
import type { ConsoleServer } from './console-server.ts';
import type { TakenMachine } from './keeper.ts';
import { commandLine, type LoadedMachine } from './loaded-machine.ts';
import type { PowerCycle } from './power-cycle.ts';
import { writeTexts } from './snapshot-texts.ts';
import type { Transcript } from './transcript.ts';

/** What a machine is while it is switched on. */
export interface LiveMachine {
  readonly loaded: LoadedMachine;
  readonly cycle: PowerCycle;
  readonly console: ConsoleServer;
  readonly transcript: Transcript;
  readonly lineage: LineageId;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * Takes a machine at this instant, between two slices. The guest stands still only until the first `await`. Fails as
 * `Engine.freeze` does.
 */
export async function takeMachine(
  { loaded, cycle, console, transcript, lineage, createdAt }: LiveMachine,
  pages: 'changes' | 'whole',
): Promise<TakenMachine> {
  const { engine } = cycle;
  const startMs = hostNowMs();
  const { memoryMiB } = loaded.config;
  const frozen = engine.freeze(pages);
  const disk = copied(
    memoryMiB,
    () => loaded.disk && region(loaded.disk, takeDisk(loaded.disk, pages)),
  );
  const [cycleState, transcriptState] = [cycle.state, transcript.state];
  const consoleOfNow = console.model.freeze();
  const pauseMs = hostNowMs() - startMs;

  const cd = copied(
    memoryMiB,
    () => loaded.cd && region(loaded.cd, pages === 'whole' ? loaded.cd.whole() : NO_PAGES()),
  );
  const { picture, text, ...consoleState } = await consoleOfNow;
  const regions: Partial<Record<RegionName, FrozenRegion>> = {
    memory: frozen.memory,
    devices: frozen.devices.buffers,
    ...(disk && { disk }),
    ...(cd && { cd }),
  };
  return {
    facts: {
      machine: loaded.config,
      lineage,
      image: imageFacts(loaded),
      emulator: thisEmulator(loaded.files.compiled.sliceInstructions),
      ram: frozen.ram,
      createdAt,
      guestTimeNs: frozen.state.clockNs,
      instructions: frozen.state.instructions,
      picture,
    },
    pauseMs,
    regions,
    modules: frozen.modules,
    texts: writeTexts({
      devices: frozen.devices,
      engine: frozen.state,
      cycle: cycleState,
      transcript: transcriptState,
      console: consoleState,
      plain: text,
    }),
  };
}

/** What is told to one who wants to freeze a machine that was switched off meanwhile. */
export function nothingToFreeze(): FailureError {
  return new FailureError(
    'NotInThisPhase',
    'The machine was switched off before it could be frozen; nothing was changed.',
  );
}

const NO_PAGES = () => ({ numbers: new Uint32Array(0), contents: new Uint8Array(0) });

function takeDisk(disk: GuestDisk, pages: 'changes' | 'whole') {
  const written = disk.takeWritten();
  return pages === 'whole' ? disk.whole() : written;
}

function region(disk: GuestDisk, pages: FrozenRegion['pages']): FrozenRegion {
  return { pageCount: Math.ceil(disk.byteLength / PAGE_BYTES), pages };
}

function imageFacts({ image, config }: LoadedMachine): FrozenImage {
  return {
    id: image.id,
    files: Object.fromEntries(imageFiles(image).map(({ path, sha256 }) => [path, sha256])),
    boot: {
      bios: image.bios.path,
      vgaBios: image.vgaBios.path,
      kernel: image.kernel.path,
      commandLine: commandLine(image, config),
    },
  };
}
