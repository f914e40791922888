import { expect, test } from 'vitest';
import type { KeepStatus } from '#protocol/machine';
import { createNodeLibrary } from '../node/node-library.ts';
import { configOf, createNodeMachine, NODE_FILES } from '../node/node-machine.ts';
import type { Library } from '../snapshots/library.ts';
import type { ClaimEvents, Claims } from './claims.ts';
import type { Machine } from './machine.ts';

/** What other tabs could do to one machine. */
class OtherTabs implements Claims {
  readonly held = new Set<string>();
  readonly taken = new Set<string>();
  #events: ClaimEvents | null = null;

  async claim(lineage: string, takeOver: boolean, events: ClaimEvents) {
    if (this.taken.has(lineage) && !takeOver) {
      throw Object.assign(new Error('In another tab.'), { name: 'MachineElsewhere' });
    }
    this.held.add(lineage);
    this.#events = events;
    return { release: () => void this.held.delete(lineage) };
  }

  async want(): Promise<string | null | undefined> {
    return this.#events?.handleWanted();
  }

  steal(): void {
    this.#events?.handleLost();
  }
}

interface Claimed {
  readonly machine: Machine;
  readonly tabs: OtherTabs;
  readonly library: Library;
  readonly keeping: readonly KeepStatus[];
}

let libraries = 0;

function newMachine(library = createNodeLibrary(`claims-test-${libraries++}`)): Claimed {
  const tabs = new OtherTabs();
  const machine = createNodeMachine({ claims: tabs });
  machine.attachLibrary(library);
  const keeping: KeepStatus[] = [];
  machine.watchKeeping((status) => keeping.push(status));
  return { machine, tabs, library, keeping };
}

async function booted(name = 'tiny'): Promise<Claimed> {
  const claimed = newMachine();
  await claimed.machine.boot(configOf('tiny', { memoryMiB: 32, name }), NODE_FILES);
  return claimed;
}

test('a machine that another tab wants is saved and let go', async () => {
  const { machine, tabs, library } = await booted();
  await machine.run('work=1');
  expect(await tabs.want()).toBeNull();
  expect(tabs.held.size).toBe(0);
  expect(machine.status).toMatchObject({
    phase: 'failed',
    failure: { name: 'MachineElsewhere', message: expect.stringContaining('Nothing is lost') },
  });
  const [saved] = await library.list();
  if (!saved) throw new Error('It was not saved.');
  const other = newMachine(library).machine;
  await other.thaw({ kind: 'snapshot', id: saved.id }, { as: 'same' }, NODE_FILES);
  expect((await other.run('echo $work')).output).toBe('1\n');
  await other.powerOff();
});

test('a machine that another tab wants and that cannot be saved is kept, and runs on', async () => {
  // The library refuses so long a name.
  const { machine, tabs } = await booted('n'.repeat(2000));
  await machine.run('work=1');
  expect(await tabs.want()).toContain('could not be saved');
  expect(tabs.held.size).toBe(1);
  expect((await machine.run('echo $work')).output).toBe('1\n');
  await machine.powerOff();
});

test('a machine that is taken unsaved says since when its work is lost, and is another from then on', async () => {
  const { machine, tabs, keeping } = await booted();
  await machine.run('work=1');
  const { lineage, createdAt } = await machine.freeze();
  await machine.run('work=2');
  // A freeze that is on its way does not change whose the other tab is.
  const freezing = machine.freeze();
  tabs.steal();
  const { failure } = machine.status.phase === 'failed' ? machine.status : { failure: null };
  expect(failure).toMatchObject({ name: 'MachineElsewhere' });
  expect(failure?.message).toContain(new Date(createdAt).toLocaleTimeString());
  expect(failure?.message).toContain('is lost');
  expect(failure?.message).not.toContain('Nothing is lost');
  await freezing.catch(() => {});
  for (const status of keeping) {
    if (status.lineage !== lineage) expect(status.savedAt).toBeNull();
  }
});

test('a machine that was taken unused has lost nothing', async () => {
  const { machine, tabs } = await booted();
  tabs.steal();
  expect(machine.status).toMatchObject({
    failure: { message: expect.stringContaining('Nothing is lost') },
  });
});

test('a machine that failed lets go of its place, and takes it again or another one', async () => {
  const { machine, tabs, library } = await booted();
  const taken = await machine.take('whole');
  const devices = JSON.stringify({ ...JSON.parse(taken.texts['devices'] ?? ''), state: [] });
  const place = { kind: 'kept', name: 'forged', parent: null, base: null, writer: null } as const;
  const texts = { ...taken.texts, devices };
  const { id } = await library.write({ ...taken, ...place, texts });
  const { lineage } = await machine.freeze();
  for (const isTaken of [false, true]) {
    await machine.resumeFrom(id).catch(() => {});
    expect(machine.status.phase).toBe('failed');
    expect(tabs.held.size).toBe(0);
    if (isTaken) tabs.taken.add(lineage);
    await machine.reset();
    expect(tabs.held.size).toBe(1);
    expect(tabs.held.has(lineage)).toBe(!isTaken);
    await machine.freeze();
  }
  await machine.powerOff();
});

test('a thaw that fails lets go of the machine, which cannot be switched on then', async () => {
  const { machine, library } = await booted();
  const { id } = await machine.freeze();
  await machine.powerOff();
  const other = newMachine(library);
  const images = Object.fromEntries(
    Object.entries(NODE_FILES.images).map(([path, location]) => [
      path,
      path.includes('bios') ? '/nowhere' : location,
    ]),
  );
  const options = { as: 'same' } as const;
  const thawed = other.machine.thaw({ kind: 'snapshot', id }, options, { ...NODE_FILES, images });
  await expect(thawed).rejects.toMatchObject({ name: 'ImageMissing' });
  await expect.poll(() => other.tabs.held.size).toBe(0);
  const { status } = other.machine;
  expect(status).toMatchObject({ phase: 'failed', failure: { name: 'ImageMissing' } });
  await expect(other.machine.reset()).rejects.toMatchObject({
    name: 'NotInThisPhase',
    message: expect.stringContaining('nothing else to begin as'),
  });
  expect(other.machine.status).toEqual(status);
});
