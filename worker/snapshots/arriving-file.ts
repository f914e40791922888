import type { IHasher } from 'hash-wasm';
import { joined, toHex } from '#protocol/bytes';

/** A file that arrives in parts, read once from its beginning. */
export class ArrivingFile {
  readonly #parts: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #hasher: IHasher;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #matches = false;

  /** `hasher` gets all bytes but the last ones. */
  constructor(parts: ReadableStream<Uint8Array<ArrayBuffer>>, hasher: IHasher) {
    this.#parts = parts.getReader();
    this.#hasher = hasher;
  }

  /** Whether its last bytes are the checksum of those before: known when all was passed on. */
  get matchesItsEnd(): boolean {
    return this.#matches;
  }

  /** So many bytes more, or fewer where it ends. */
  async read(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#rest.length < bytes && (await this.#next()));
    const taken = this.#rest.subarray(0, bytes);
    this.#rest = this.#rest.subarray(bytes);
    this.#hasher.update(taken);
    return taken;
  }

  /**
   * Writes all that follows but the last `held` bytes; what `sink` refuses is only hashed. Fails as the file's stream does,
   * and has broken the sink off then.
   */
  async passOn(sink: WritableStream<Uint8Array<ArrayBuffer>>, held: number): Promise<void> {
    const writer = sink.getWriter();
    let refused = false;
    const refuse = () => {
      refused = true;
    };
    writer.closed.catch(refuse);
    try {
      do {
        const body = this.#rest.subarray(0, Math.max(0, this.#rest.length - held));
        this.#rest = this.#rest.subarray(body.length);
        this.#hasher.update(body);
        if (!refused && body.length > 0) await writer.write(body).catch(refuse);
      } while (await this.#next());
    } catch (error) {
      await writer.abort(error).catch(refuse);
      throw error;
    }
    this.#matches = toHex(this.#rest) === this.#hasher.digest('hex');
    await writer.close().catch(refuse);
  }

  async #next(): Promise<boolean> {
    const { done, value } = await this.#parts.read();
    if (value) this.#rest = this.#rest.length === 0 ? value : joined([this.#rest, value]);
    return !done;
  }
}
