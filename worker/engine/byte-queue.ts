/** A queue of v86's devices: its bytes are in a closure. */
export interface ByteQueue {
  readonly length: number;
  push(byte: number): void;
  shift(): number;
  clear(): void;
}

export function isByteQueue(value: unknown): value is ByteQueue {
  return typeof value === 'object' && value !== null && 'shift' in value && 'clear' in value;
}

/** What is in a queue. */
export function queuedBytes(queue: ByteQueue): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length: queue.length }, () => queue.shift());
  for (const byte of bytes) queue.push(byte);
  return bytes;
}

/** Makes a queue hold these bytes. */
export function fillQueue(queue: ByteQueue, bytes: Uint8Array): void {
  queue.clear();
  for (const byte of bytes) queue.push(byte);
}
