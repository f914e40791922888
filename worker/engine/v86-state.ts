import { PAGE_BYTES, type Pages } from '#protocol/frozen-machine';
import { settledFlags } from './settled-flags.ts';
import {
  type BufferNode,
  packState,
  type StateNode,
  type UnpackedState,
  unpackState,
} from './state-format.ts';

/** Where things stand in a state (`get_state` of `cpu.js`, `pit.js` and `ide.js`). */
const CPU = {
  memoryBytes: 0,
  flags: 26,
  flagsChanged: 27,
  lastOp1: 28,
  lastOpSize: 30,
  packedMemory: 77,
  pageBitmap: 78,
  ide: 85,
  lastResult: 86,
} as const;
const IDE = { primary: 0, secondary: 1 } as const;
const IDE_MASTER = 0;
const DRIVE_BUFFER = 28;

/** What a state of stock v86 holds beside `devices`. */
export interface WholeStateParts {
  readonly ram: {
    readonly memoryBytes: number;
    /** Numbered from the beginning of RAM; what is not listed is zero. */
    readonly pages: Pages;
  };
  /** All bytes of the disk, or null: the machine has none, or `devices` holds them. */
  readonly disk?: Uint8Array | null;
  /** The same for the CD. */
  readonly cd?: Uint8Array | null;
}

/**
 * Makes a state that stock v86 restores, from `devices`, a state without RAM and, maybe, without what is on disk and CD.
 *
 * v86 assigns `last_result` where the CPU never sees it (`set_state` in `cpu.js`), so the flags that depend on it are
 * settled here.
 *
 * Times stay as they are, though stock v86 has another clock. The TSC is restored as a value, the clock chip's date
 * relative to the host's (`rtc.js`, `timer`), and a timer chip whose count began in the future or long ago is due at
 * once (`pit.js`, `did_rollover`), which the guest takes for an early tick. The rest is ACPI's, which these machines lack.
 */
export function wholeState(
  devices: Uint8Array<ArrayBuffer>,
  { ram, disk = null, cd = null }: WholeStateParts,
): Uint8Array<ArrayBuffer> {
  const state = unpackState(devices);
  settleFlags(state);
  putMemory(state, ram);
  putMedium(state, IDE.primary, disk);
  putMedium(state, IDE.secondary, cd);
  return packState(state);
}

function settleFlags({ root, buffers }: UnpackedState): void {
  const result = copyOf(buffers, bufferAt(root, CPU.lastResult));
  root[CPU.flags] = settledFlags({
    flags: numberAt(root, CPU.flags),
    changed: numberAt(root, CPU.flagsChanged),
    op1: numberAt(root, CPU.lastOp1),
    opSize: numberAt(root, CPU.lastOpSize),
    result: new Int32Array(result)[0] ?? 0,
  });
  root[CPU.flagsChanged] = 0;
}

/** One bit a page, lowest first; the pages whose bit is set follow each other (`unpack_memory` in `cpu.js`). */
function putMemory(
  { root, buffers }: UnpackedState,
  { memoryBytes, pages }: WholeStateParts['ram'],
) {
  if (numberAt(root, CPU.memoryBytes) !== memoryBytes) {
    throw new Error('The devices are those of a machine with another amount of memory.');
  }
  if (pages.contents.length !== pages.numbers.length * PAGE_BYTES) {
    throw new Error('The pages are not as many as their numbers.');
  }
  const pageCount = memoryBytes / PAGE_BYTES;
  const bitmap = new Uint8Array(Math.ceil(pageCount / 8));
  let previous = -1;
  for (const page of pages.numbers) {
    if (page <= previous || page >= pageCount) throw new Error('The pages are out of order.');
    bitmap[page >> 3] = (bitmap[page >> 3] ?? 0) | (1 << (page & 7));
    previous = page;
  }
  buffers[bufferAt(root, CPU.packedMemory).buffer_id] = pages.contents;
  buffers[bufferAt(root, CPU.pageBitmap).buffer_id] = bitmap;
}

/** As `SyncBuffer.get_state` in `buffer.js` has it: the length and all bytes. */
function putMedium(state: UnpackedState, channel: number, bytes: Uint8Array | null): void {
  const drive = driveAt(state.root, channel);
  const held = drive?.[DRIVE_BUFFER];
  const heldBytes = Array.isArray(held) ? held[1] : undefined;
  if (bytes === null) {
    if (held && !isBuffer(heldBytes)) throw new Error('The devices lack what is on disk or CD.');
    return;
  }
  if (!drive || !held) throw new Error('The devices have no drive for the disk or CD.');
  const buffer_id = isBuffer(heldBytes) ? heldBytes.buffer_id : state.buffers.length;
  state.buffers[buffer_id] = bytes;
  drive[DRIVE_BUFFER] = [bytes.length, { __state_type__: 'Uint8Array', buffer_id }];
}

/** The first drive of an IDE channel; null: v86 makes no channel without one. */
function driveAt(root: StateNode[], channel: number): StateNode[] | null {
  const controller = arrayAt(root, CPU.ide);
  return controller[channel] === null ? null : arrayAt(arrayAt(controller, channel), IDE_MASTER);
}

function copyOf(buffers: readonly Uint8Array[], { buffer_id }: BufferNode): ArrayBuffer {
  const copy = buffers[buffer_id]?.slice().buffer;
  // Safe: `slice` copies into a buffer of its own.
  if (copy) return copy as ArrayBuffer;
  throw new Error(`The state of v86 has no buffer ${buffer_id}.`);
}

function isBuffer(node: StateNode | undefined): node is BufferNode {
  return typeof node === 'object' && node !== null && 'buffer_id' in node;
}

function bufferAt(array: StateNode[], index: number): BufferNode {
  const node = array[index];
  if (isBuffer(node)) return node;
  throw new Error(`The state of v86 has no typed array at ${index}.`);
}

function arrayAt(array: StateNode[], index: number): StateNode[] {
  const node = array[index];
  if (Array.isArray(node)) return node;
  throw new Error(`The state of v86 has no array at ${index}.`);
}

function numberAt(array: StateNode[], index: number): number {
  const node = array[index];
  if (typeof node === 'number') return node;
  throw new Error(`The state of v86 has no number at ${index}.`);
}
