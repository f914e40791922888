import { findImage, IMAGES } from '#images/catalog';
import { FailureError } from '#protocol/failure';
import { memoryRefusal } from '#protocol/limits';
import type { BootOptions, MachineHandle, Snowglobe } from '#protocol/snowglobe';
import { allClients, startMachine } from './fleet.ts';
import type { MachineClient } from './machine-client.ts';
import { defaultConfig, freeName } from './machine-config.ts';

declare global {
  /** Everything the page can do; documented at the interface. */
  var snowglobe: Snowglobe;
}

const handles = new WeakMap<MachineClient, MachineHandle>();

/** Puts the scripting interface where demos, tests and embedders find it. */
export function publishSnowglobe(): void {
  globalThis.snowglobe = { boot, machines: () => allClients().map(handleOf) };
}

async function boot(imageId: string, options: BootOptions = {}): Promise<MachineHandle> {
  const image = findImage(imageId);
  if (image === undefined) {
    const known = IMAGES.map(({ id }) => id).join(', ');
    throw new FailureError('ImageUnknown', `There is no image "${imageId}". There is: ${known}.`);
  }
  const { name, memoryMiB = image.defaultMemoryMiB, seed } = options;
  const refusal = memoryRefusal(image, memoryMiB);
  if (refusal !== null) throw new FailureError('MemoryOutOfRange', refusal);
  const taken = allClients().map((client) => client.config.name);
  const standard = defaultConfig(image, name ?? freeName(image.id, taken));
  const { client, booted } = startMachine({
    ...standard,
    memoryMiB,
    seed: seed ?? standard.seed,
  });
  await booted;
  return handleOf(client);
}

function handleOf(client: MachineClient): MachineHandle {
  const known = handles.get(client);
  if (known !== undefined) return known;
  const handle: MachineHandle = {
    id: client.id,
    image: client.config.image,
    status: () => client.status,
    type: (text) => client.type(text),
    waitFor: (text, options) => client.waitFor(text, options),
    run: (command, options) => client.run(command, options),
    screen: () => client.screen(),
    counters: () => client.counters(),
    pause: () => client.pause(),
    resume: () => client.resume(),
    reset: () => client.reset(),
    powerOff: () => client.powerOff(),
  };
  handles.set(client, handle);
  return handle;
}
