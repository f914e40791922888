import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type FrozenModule, PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { Busyness, type BusynessState } from './busyness.ts';
import { DeviceBuffers, type FrozenDevices } from './device-buffers.ts';
import { FolderRequests } from './folder-requests.ts';
import { GuestClock } from './guest-clock.ts';
import { GuestDisk } from './guest-disk.ts';
import { Jit, type JitState } from './jit.ts';
import { MarkCut } from './mark-cut.ts';
import { MemoryPages } from './memory-pages.ts';
import { SeededRandom } from './seeded-random.ts';
import { SerialPort, type SerialState } from './serial-port.ts';
import { joinState } from './state-format.ts';
import { JIT_TABLE_OFFSET, type V86Cpu, type V86Emulator, type V86Queue } from './v86-parts.ts';

/** A stateful part, what brings it into a state of interest, and what it does from then on. */
interface Subject<State> {
  save(): State;
  restore(state: State): void;
  change(): void;
  goOn(): unknown;
}

const MS = 1e6;

function busyness(): Subject<BusynessState> {
  const part = new Busyness();
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => {
      part.observe(3000, 30 * MS);
      part.observe(39_000, 40 * MS);
    },
    goOn: () => {
      const before = part.busy;
      part.observe(2000, 45 * MS);
      return [before, part.busy, part.state];
    },
  };
}

function seededRandom(): Subject<SeededRandom['state']> {
  const part = new SeededRandom(7);
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => {
      part.int32();
      part.fraction();
    },
    goOn: () => [part.int32(), part.fraction(), part.state],
  };
}

function guestClock(): Subject<{ ns: number }> {
  const part = new GuestClock(Date.UTC(2026, 0, 1));
  let executed = 0;
  const slice = (anchorNs: number) => {
    part.beginSlice(anchorNs, () => executed, false);
    executed += 1000;
    const read = [part.readMs(), part.readForCpuMs(), part.readDateMs()];
    part.endSlice();
    return read;
  };
  return {
    save: () => ({ ns: part.ns }),
    restore: ({ ns }) => part.restore(ns),
    change: () => void slice(5e9),
    goOn: () => [part.readMs(), slice(0), part.ns],
  };
}

function markCut(): Subject<number> {
  const part = new MarkCut();
  const write = (text: string) =>
    [...new TextEncoder().encode(text)].map((byte) => part.ends(byte));
  return {
    save: () => part.state,
    restore: (state) => part.restore(state),
    change: () => void write('text \x1b]133;'),
    goOn: () => [write('B\x07 text'), part.state],
  };
}

/** The side of the serial port that is v86's, with nobody to read it. */
function serialPort(
  change: (part: SerialPort, guest: Guest) => void,
): Subject<{ state: SerialState; lsr: number }> {
  const guest = newGuest();
  const part = new SerialPort(guest.emulator);
  return {
    // The line status is in v86's own state.
    save: () => ({ state: part.state, lsr: guest.uart.lsr }),
    restore: ({ state, lsr }) => {
      part.restore(state);
      guest.uart.lsr = lsr;
    },
    change: () => change(part, guest),
    goOn: () => {
      part.send(Uint8Array.of(9));
      const before = part.canDeliver;
      guest.says('serial0-request-to-send-output', true);
      guest.uart.lsr = 0;
      part.deliver();
      return [before, guest.uart.input.splice(0), part.takeOutput(), part.state];
    },
  };
}

interface Guest {
  readonly emulator: V86Emulator;
  readonly uart: { lsr: number; input: number[] };
  says(name: string, value: unknown): void;
}

function newGuest(): Guest {
  const uart = { lsr: 0, input: [] as number[] };
  const listeners = new Map<string, (value: never) => void>();
  const emulator = {
    v86: { cpu: { devices: { uart0: uart } } },
    bus: {
      send: (name: string, byte: number) => {
        if (name !== 'serial0-input') return;
        uart.input.push(byte);
        uart.lsr |= 1;
      },
      register: (name: string, listener: (value: never) => void) => listeners.set(name, listener),
    },
  };
  return {
    // Safe: a serial port uses nothing else of it.
    emulator: emulator as unknown as V86Emulator,
    uart,
    says: (name, value) => listeners.get(name)?.(value as never),
  };
}

/** Bytes of `(module (import "e" "g" (global i32)) (func (export "f") (result i32) i32.const N))`, but for the import. */
const moduleOf = (constant: number) =>
  Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0],
    ...[7, 5, 1, 1, 0x66, 0, 0, 10, 6, 1, 4, 0, 0x41, constant, 0x0b],
  );

interface FrozenJit {
  readonly state: JitState;
  readonly modules: readonly FrozenModule[];
}

function jit(change: (part: Jit, table: WebAssembly.Table) => void): Subject<FrozenJit> {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: JIT_TABLE_OFFSET + 8 });
  const configured: unknown[] = [];
  const cpu = {
    jit_imports: {},
    set_jit_config: (...config: number[]) => configured.push(config),
    codegen_finalize_finished: () => {},
  };
  // Safe: the compiler's governor uses nothing else of it.
  const part = new Jit(cpu as unknown as V86Cpu, table);
  return {
    save: () => ({ state: part.state, modules: part.freeze('whole') }),
    restore: ({ state, modules }) => part.restore(state, part.compile(modules)),
    change: () => change(part, table),
    goOn: () => {
      configured.length = 0;
      part.observeSlice(50_000, 100 * MS);
      const functions = Array.from({ length: 8 }, (_, index) =>
        (table.get(JIT_TABLE_OFFSET + index) as (() => number) | null)?.(),
      );
      return [part.liveModules, functions, configured, part.state];
    },
  };
}

function writeModules(part: Jit): void {
  part.handleWritten(2, 0x1000, 3, moduleOf(5));
  part.handleWritten(4, 0x2000, 3, moduleOf(6));
  part.finishWritten();
}

function disk(): Subject<Pages> {
  const part = new GuestDisk(new Uint8Array(8 * PAGE_BYTES + 100));
  part.bytes.fill(1, 0, 10);
  return {
    save: () => {
      part.takeWritten();
      return part.whole();
    },
    restore: (pages) => {
      part.revert();
      part.put(pages);
    },
    change: () => {
      part.set(PAGE_BYTES - 2, Uint8Array.of(1, 2, 3, 4), () => {});
      part.set(8 * PAGE_BYTES + 99, Uint8Array.of(9), () => {});
    },
    goOn: () => [part.whole(), part.takeWritten()],
  };
}

function deviceBuffers(): Subject<FrozenDevices> {
  const part = new DeviceBuffers();
  const stateOf = (fill: number, info: string) => {
    const buffers = new Uint8Array(3 * PAGE_BYTES + 40);
    buffers.fill(fill, PAGE_BYTES + 10, PAGE_BYTES + 20);
    return joinState(info, buffers);
  };
  let now = stateOf(0, '{}');
  return {
    save: () => part.split(now, 'whole'),
    restore: (frozen) => {
      now = part.join(frozen);
    },
    change: () => {
      now = stateOf(5, '{"changed":1}');
    },
    goOn: () => [now, part.split(now, 'whole')],
  };
}

const WASM_PAGE_BYTES = 65_536;

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function memoryPages({ grows = false }): Subject<Pages> {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const own = 4 * WASM_PAGE_BYTES;
  new Uint8Array(memory.buffer).fill(9, 100, 200);
  const part = new MemoryPages(memory);
  const behind = memory.buffer.byteLength;
  return {
    save: () => {
      part.takeChanges();
      return part.copied();
    },
    restore: (pages) => {
      part.revert();
      part.put(pages);
    },
    change: () => {
      if (grows && memory.buffer.byteLength === behind) memory.grow(1);
      const bytes = new Uint8Array(memory.buffer);
      bytes[5 * PAGE_BYTES] = 7;
      bytes[own - 1] = 8;
      if (grows) bytes[behind + 3 * PAGE_BYTES] = 9;
    },
    goOn: () => [
      digestOf(new Uint8Array(memory.buffer, 0, own)),
      // What is behind stays, all zero.
      new Uint8Array(memory.buffer.slice(behind)).filter((byte) => byte !== 0),
      part.takeChanges().numbers,
    ],
  };
}

// Safe: each subject restores only what it has saved itself.
type AnySubject = Subject<never>;

const SUBJECTS: Readonly<Record<string, () => AnySubject>> = {
  Busyness: () => busyness() as AnySubject,
  SeededRandom: () => seededRandom() as AnySubject,
  GuestClock: () => guestClock() as AnySubject,
  'SerialPort, typed': () => serialPort((part) => part.send(Uint8Array.of(1, 2, 3))) as AnySubject,
  'SerialPort, a burst half given': () =>
    serialPort((part, guest) => {
      guest.says('serial0-request-to-send-output', true);
      part.send(new Uint8Array(300).fill(7));
      part.send(Uint8Array.of(8));
      part.deliver();
    }) as AnySubject,
  'SerialPort, received': () =>
    serialPort((_, { uart }) => void uart.input.push(5, 6)) as AnySubject,
  'SerialPort, written': () =>
    serialPort((_, guest) => guest.says('serial0-output-byte', 65)) as AnySubject,
  'SerialPort, a guest that accepts': () =>
    serialPort((_, guest) => guest.says('serial0-request-to-send-output', true)) as AnySubject,
  'Jit, allowed': () => jit((part) => part.setEnabled(true)) as AnySubject,
  'Jit, allowed and idle': () =>
    jit((part) => {
      part.setEnabled(true);
      part.observeSlice(100, 50 * MS);
    }) as AnySubject,
  'Jit, its modules': () => jit(writeModules) as AnySubject,
  'Jit, one module cleared': () =>
    jit((part, table) => {
      writeModules(part);
      part.handleCleared(2);
      table.set(JIT_TABLE_OFFSET + 2, null);
    }) as AnySubject,
  'MarkCut, within a mark': () => markCut() as AnySubject,
  GuestDisk: () => disk() as AnySubject,
  DeviceBuffers: () => deviceBuffers() as AnySubject,
  MemoryPages: () => memoryPages({}) as AnySubject,
  'MemoryPages, grown': () => memoryPages({ grows: true }) as AnySubject,
};

const copyOf = (state: unknown) => structuredClone(state) as never;

test.each(Object.entries(SUBJECTS))('%s: comes back', async (_, create) => {
  const original = create();
  original.change();
  const copy = create();
  copy.restore(copyOf(original.save()));
  expect(copy.save()).toEqual(original.save());
  expect(await copy.goOn()).toEqual(await original.goOn());
});

test.each(Object.entries(SUBJECTS))('%s: what came after is undone', async (_, create) => {
  const part = create();
  const saved = copyOf(part.save());
  part.change();
  part.restore(saved);
  const fresh = create();
  fresh.save();
  expect(await part.goOn()).toEqual(await fresh.goOn());
});

test.each(Object.entries(SUBJECTS))('%s: is missed when it does not', async (_, create) => {
  const changed = create();
  changed.change();
  const fresh = create();
  expect(changed.save()).not.toEqual(fresh.save());
  expect(await changed.goOn()).not.toEqual(await fresh.goOn());
});

test('FolderRequests: has nothing to keep once it is settled', async () => {
  const queue: V86Queue = { pop_request: () => ({}), push_reply: () => {} };
  const part = new FolderRequests(queue);
  const chain = queue.pop_request();
  void Promise.resolve().then(() => queue.push_reply(chain));
  expect(part.pending).toBe(true);
  await part.settle();
  expect({ ...part, pending: part.pending }).toEqual({ pending: false });
});

test('GuestDisk: what was written since it was last taken is all there is to keep', () => {
  const original = new GuestDisk(new Uint8Array(8 * PAGE_BYTES));
  const copy = new GuestDisk(new Uint8Array(8 * PAGE_BYTES));
  for (const at of [0, 3 * PAGE_BYTES, 3 * PAGE_BYTES + 5, 7 * PAGE_BYTES]) {
    original.set(at, Uint8Array.of(at & 0xff, 2), () => {});
    copy.put(original.takeWritten());
    expect(copy.bytes).toEqual(original.bytes);
  }
});

test('DeviceBuffers: what changed since the last freeze is enough for one that stands there', () => {
  const [original, copy] = [new DeviceBuffers(), new DeviceBuffers()];
  for (const [round, bytes] of [9000, 9000, 30_000, 100].entries()) {
    const buffers = new Uint8Array(bytes).fill(round, bytes / 2);
    const state = joinState(`{"round":${round}}`, buffers);
    const frozen = original.split(state, round === 0 ? 'whole' : 'changes');
    expect(copy.join(frozen)).toEqual(state);
  }
});
