import type { V86Emulator } from './v86-parts.ts';

/** The virtio-console port that the guest agent listens on. */
const PORT = 3;

/** The host's end of the guest agent's port. */
export class AgentPort {
  readonly #emulator: V86Emulator;
  #output: Uint8Array<ArrayBuffer>[] = [];

  constructor(emulator: V86Emulator) {
    this.#emulator = emulator;
    emulator.bus.register(`virtio-console${PORT}-output-bytes`, (bytes: Uint8Array) => {
      this.#output.push(bytes.slice());
    });
  }

  /** Sends bytes to the agent. They are lost when it is not listening. */
  send(bytes: Uint8Array): void {
    this.#emulator.bus.send(`virtio-console${PORT}-input-bytes`, bytes);
  }

  /** What the agent has sent since the last call. */
  take(): Uint8Array<ArrayBuffer>[] {
    const taken = this.#output;
    this.#output = [];
    return taken;
  }

  /** What it has sent and nobody has taken. */
  get state(): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#output];
  }

  restore(output: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#output = [...output];
  }
}
