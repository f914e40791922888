import { joined } from '#protocol/bytes';
import { fileDamaged } from './failures.ts';

/** Reads a file's compressed body in parts of known sizes, and never unpacks much more than was asked for. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  /** Of an unpacked body. */
  constructor(unpacked: ReadableStream<Uint8Array>) {
    this.#reader = unpacked.getReader();
  }

  /** The next bytes. Fails with `SnapshotDamaged`. */
  async read(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const parts: Uint8Array[] = [];
    for (let missing = bytes; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#next())) {
        throw fileDamaged('its body ends too early');
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return joined(parts);
  }

  /** Makes sure that nothing follows. Fails with `SnapshotDamaged`. */
  async end(): Promise<void> {
    while (this.#rest.length === 0) if (!(await this.#next())) return;
    throw fileDamaged('its body goes on after its end');
  }

  /** Stops unpacking, whatever is left. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch((error: unknown) => {
      // A stream that has failed fails to be cancelled, too; what it failed with was told by `read`.
      return error;
    });
  }

  async #next(): Promise<boolean> {
    try {
      const { done, value } = await this.#reader.read();
      this.#rest = value ?? new Uint8Array(0);
      return !done;
    } catch (cause) {
      throw fileDamaged('its body cannot be unpacked', cause);
    }
  }
}
