import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import type { Remote } from 'comlink';
import { IMAGES, imageFiles } from '#images/catalog';
import type { FileLocations, KeepStatus, MachineApi, MachineStatus } from '#protocol/machine';
import type { LibraryApi, SnapshotInfo } from '#protocol/snapshots';

const ASSETS = fileURLToPath(new URL('../dist/assets/', import.meta.url));
const COMLINK = createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.js');

/** A machine's worker, and all that it has told. */
export interface ContractMachine {
  readonly api: Remote<MachineApi>;
  readonly worker: Worker;
  readonly statuses: MachineStatus[];
  readonly keeping: KeepStatus[];
}

/** The page's own workers without the page: what `worker/protocol/` promises, to be tried in a tab. */
export interface Contract {
  readonly library: Remote<LibraryApi>;
  readonly libraryWorker: Worker;
  readonly files: FileLocations;
  /** By the names that a test gives them. */
  readonly machines: Record<string, ContractMachine>;
  /** A new worker, not yet started, connected to the library. */
  newMachine(name: string): ContractMachine;
  machine(name: string): ContractMachine;
  /** What a call fails with, as `Name: sentence`; `done` when it does not fail. */
  outcomeOf(call: Promise<unknown>): Promise<string>;
}

declare global {
  var contract: Contract;
}

/** A tab of this site with nothing in it but `globalThis.contract`. */
export async function openContract(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.route('**/contract', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Contract</title>' }),
  );
  await page.goto('/contract');
  await page.addScriptTag({ path: COMLINK });
  await page.evaluate(startContract, {
    libraryWorker: asset('library-worker', '.js'),
    machineWorker: asset('machine-worker', '.js'),
    images: Object.fromEntries(
      IMAGES.flatMap(imageFiles).map(({ path }) => {
        const [, stem = '', extension = ''] = /([^/]+)(\.\w+)$/.exec(path) ?? [];
        return [path, asset(stem, extension)];
      }),
    ),
    emulator: asset('v86', '.wasm'),
    baked: { 'tiny-32': asset('tiny-32', '.snowglobe') },
  });
  return page;
}

/** A small machine `m` at its prompt, which nobody has used yet. */
export function begin(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { api } = contract.newMachine('m');
    const location = contract.files.baked['tiny-32'] ?? '';
    await api.thaw({ kind: 'baked', image: 'tiny', location }, { as: 'copy' }, contract.files);
  });
}

/** What a command says in the machine `m`. */
export async function run(page: Page, command: string): Promise<string> {
  const { output } = await page.evaluate(
    (line) => contract.machine('m').api.run(line, { timeoutMs: 60_000 }),
    command,
  );
  return output;
}

/** Freezes the machine `m`. */
export function freeze(page: Page, name: string): Promise<SnapshotInfo> {
  return page.evaluate((called) => contract.machine('m').api.freeze({ name: called }), name);
}

export function listed(page: Page): Promise<readonly SnapshotInfo[]> {
  return page.evaluate(() => contract.library.list());
}

/** The address of a built file. */
function asset(stem: string, extension: string): string {
  const found = readdirSync(ASSETS).find(
    (name) => name.startsWith(`${stem}-`) && name.endsWith(extension),
  );
  if (found === undefined) throw new Error(`The build has no ${stem}${extension}.`);
  return `/assets/${found}`;
}

interface Addresses extends FileLocations {
  readonly libraryWorker: string;
  readonly machineWorker: string;
}

function startContract({ libraryWorker, machineWorker, ...relative }: Addresses): void {
  // Safe: the script that was just added declares it.
  const { Comlink } = globalThis as unknown as { Comlink: typeof import('comlink') };
  const absolute = (addresses: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(addresses).map(([key, url]) => [key, new URL(url, location.href).href]),
    );
  const start = (url: string, name: string) => new Worker(url, { type: 'module', name });
  const libraryOf = start(libraryWorker, 'library');
  const library = Comlink.wrap<LibraryApi>(libraryOf);
  const newMachine = (name: string): ContractMachine => {
    const worker = start(machineWorker, name);
    const api = Comlink.wrap<MachineApi>(worker);
    const made: ContractMachine = { api, worker, statuses: [], keeping: [] };
    void api.watchStatus(Comlink.proxy((status) => void made.statuses.push(status)));
    void api.watchKeeping(Comlink.proxy((keeping) => void made.keeping.push(keeping)));
    const { port1, port2 } = new MessageChannel();
    void library.serve(Comlink.transfer(port1, [port1]));
    void api.connectLibrary(Comlink.transfer(port2, [port2]));
    contract.machines[name] = made;
    return made;
  };
  globalThis.contract = {
    library,
    libraryWorker: libraryOf,
    files: {
      images: absolute(relative.images),
      baked: absolute(relative.baked),
      emulator: new URL(relative.emulator, location.href).href,
    },
    machines: {},
    newMachine,
    machine: (name) => {
      const known = contract.machines[name];
      if (known === undefined) throw new Error(`There is no machine ${name}.`);
      return known;
    },
    outcomeOf: (call) =>
      call.then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'error'),
      ),
  };
}
