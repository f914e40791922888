import { joined } from '#protocol/bytes';
import type { V86Emulator, V86Uart } from './v86-parts.ts';

/** Bytes handed to the UART at once: small beside the 4,096 that the guest's tty holds. */
const INPUT_BURST = 256;

/** Line status, bit 0: received bytes wait for the guest. */
const DATA_READY = 1;

/** Bytes on their way through a serial port, which v86's own state leaves out. */
export interface SerialState {
  /** Sent, not yet given to the UART. */
  readonly queued: Uint8Array<ArrayBuffer>;
  /** In the UART, not yet read by the guest. */
  readonly received: Uint8Array<ArrayBuffer>;
  /** Written by the guest, not yet taken. */
  readonly output: Uint8Array<ArrayBuffer>;
  readonly guestAccepts: boolean;
}

/**
 * The host's end of the guest's first serial port. Output is gathered until it is taken; input waits here until the
 * guest has read what it was given and says, by raising RTS, that it takes more, so that nothing overruns.
 */
export class SerialPort {
  readonly #emulator: V86Emulator;
  readonly #uart: V86Uart;
  #output = new Uint8Array(4096);
  #outputLength = 0;
  #input: Uint8Array[] = [];
  #inputOffset = 0;
  #guestAccepts = false;

  constructor(emulator: V86Emulator) {
    this.#emulator = emulator;
    this.#uart = emulator.v86.cpu.devices.uart0;
    emulator.bus.register('serial0-output-byte', (byte: number) => this.#gather(byte));
    emulator.bus.register('serial0-request-to-send-output', (raised: boolean) => {
      this.#guestAccepts = raised;
    });
    // The guest's serial console waits for this before it sends, as for any modem.
    emulator.bus.send('serial0-clear-to-send-input', true);
  }

  /** All output since the last call, or null when there was none. */
  takeOutput(): Uint8Array<ArrayBuffer> | null {
    if (this.#outputLength === 0) return null;
    const taken = this.#output.slice(0, this.#outputLength);
    this.#outputLength = 0;
    return taken;
  }

  /** Legal between slices. */
  get state(): SerialState {
    const [first, ...rest] = this.#input;
    const queued = first ? [first.subarray(this.#inputOffset), ...rest] : [];
    return {
      queued: joined(queued),
      received: Uint8Array.from(this.#uart.input),
      output: this.#output.slice(0, this.#outputLength),
      guestAccepts: this.#guestAccepts,
    };
  }

  restore({ queued, received, output, guestAccepts }: SerialState): void {
    this.#input = queued.length > 0 ? [queued] : [];
    this.#inputOffset = 0;
    this.#uart.input = [...received];
    this.#outputLength = 0;
    for (const byte of output) this.#gather(byte);
    this.#guestAccepts = guestAccepts;
  }

  /** Queues bytes for the guest to receive. */
  send(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#input.push(bytes);
  }

  /** Bytes wait here for the guest to take them. */
  get hasInput(): boolean {
    return this.#input.length > 0;
  }

  /** Bytes wait here, and the guest would take some of them now. */
  get canDeliver(): boolean {
    return this.hasInput && this.#guestAccepts && (this.#uart.lsr & DATA_READY) === 0;
  }

  /** Hands the next burst to the guest, if it takes one. Legal between slices only. */
  deliver(): void {
    if (!this.canDeliver) return;
    for (let sent = 0; sent < INPUT_BURST; sent++) {
      const byte = this.#nextInput();
      if (byte === undefined) return;
      this.#emulator.bus.send('serial0-input', byte);
    }
  }

  #nextInput(): number | undefined {
    const first = this.#input[0];
    if (first === undefined) return undefined;
    const byte = first[this.#inputOffset++];
    if (this.#inputOffset === first.length) {
      this.#input.shift();
      this.#inputOffset = 0;
    }
    return byte;
  }

  #gather(byte: number): void {
    if (this.#outputLength === this.#output.length) {
      const larger = new Uint8Array(this.#output.length * 2);
      larger.set(this.#output);
      this.#output = larger;
    }
    this.#output[this.#outputLength++] = byte;
  }
}
