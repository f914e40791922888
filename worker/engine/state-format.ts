/**
 * v86's own format of a state (`state.js`, version 6), little-endian:
 *
 *     0  magic  4  version  8  total length  12  length of the info
 *     16 info: JSON in UTF-8, then zeros up to a multiple of 4
 *        the buffers, each at a multiple of 4
 *
 * The info is `{ buffer_infos: { offset, length }[], state }`, offsets from the first buffer on. Typed arrays of `state`
 * stand in it by the number of their buffer.
 */

const MAGIC = 0x86768676;
const VERSION = 6;
const HEADER_BYTES = 16;

/** A state in two parts: between two freezes of a machine the buffers keep their places, the info does not. */
export interface SplitState {
  readonly info: string;
  readonly buffers: Uint8Array<ArrayBuffer>;
}

/** A typed array of a state. */
export interface BufferNode {
  readonly __state_type__: string;
  readonly buffer_id: number;
}

/** What `state` is made of; devices are arrays. */
export type StateNode =
  | null
  | boolean
  | number
  | string
  | StateNode[]
  | BufferNode
  | { readonly __state_type__: 'Map'; readonly args: StateNode[] };

/** A state as values. */
export interface UnpackedState {
  readonly root: StateNode[];
  readonly buffers: Uint8Array[];
}

interface Info {
  buffer_infos: { offset: number; length: number }[];
  state: StateNode[];
}

/** Cuts a state in two; `buffers` is a view on it. */
export function splitState(state: Uint8Array<ArrayBuffer>): SplitState {
  if (state.length < HEADER_BYTES) throw new Error('A state of v86 is longer than this.');
  const header = new DataView(state.buffer, state.byteOffset, HEADER_BYTES);
  const [magic, version, total, infoBytes] = [0, 4, 8, 12].map((at) => header.getUint32(at, true));
  if (magic !== MAGIC || version !== VERSION || total !== state.length) {
    throw new Error('This is no state of v86, or one of another version or length.');
  }
  const infoEnd = HEADER_BYTES + (infoBytes ?? 0);
  if (wordAligned(infoEnd) > state.length) throw new Error('The state of v86 is cut off.');
  return {
    info: new TextDecoder('utf-8', { fatal: true }).decode(state.subarray(HEADER_BYTES, infoEnd)),
    buffers: state.subarray(wordAligned(infoEnd)),
  };
}

/** Undoes `splitState`, byte for byte. */
export function joinState(info: string, buffers: Uint8Array): Uint8Array<ArrayBuffer> {
  const { state, buffersAt } = newState(info, buffers.length);
  state.set(buffers, buffersAt);
  return state;
}

/** Reads a state; the buffers are views on it. */
export function unpackState(state: Uint8Array<ArrayBuffer>): UnpackedState {
  const { info, buffers } = splitState(state);
  // Safe: the format is v86's own, and who made the state is this build of it.
  const { buffer_infos, state: root } = JSON.parse(info) as Info;
  return {
    root,
    buffers: buffer_infos.map(({ offset, length }) => buffers.subarray(offset, offset + length)),
  };
}

/** Undoes `unpackState`, byte for byte. */
export function packState({ root, buffers }: UnpackedState): Uint8Array<ArrayBuffer> {
  let end = 0;
  const buffer_infos = buffers.map(({ length }) => {
    const offset = end;
    end = wordAligned(offset + length);
    return { offset, length };
  });
  const info: Info = { buffer_infos, state: root };
  const { state, buffersAt } = newState(JSON.stringify(info), end);
  for (const [index, { offset }] of buffer_infos.entries()) {
    state.set(buffers[index] ?? [], buffersAt + offset);
  }
  return state;
}

/** Header and info of a state whose buffers are still zero. */
function newState(info: string, bufferBytes: number) {
  const infoBytes = new TextEncoder().encode(info);
  const buffersAt = wordAligned(HEADER_BYTES + infoBytes.length);
  const state = new Uint8Array(buffersAt + bufferBytes);
  const header = new DataView(state.buffer);
  for (const [index, value] of [MAGIC, VERSION, state.length, infoBytes.length].entries()) {
    header.setUint32(index * 4, value, true);
  }
  state.set(infoBytes, HEADER_BYTES);
  return { state, buffersAt };
}

function wordAligned(bytes: number): number {
  return (bytes + 3) & ~3;
}
