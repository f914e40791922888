// A process of its own for stock v86, its own clock and loop: a task on standard input, serialised by Node's `v8`; what
// the restored machine answers as JSON on the output.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { deserialize } from 'node:v8';
import type { V86Options } from 'v86';
import type { StockOptions } from '../engine/stock-options.ts';

/** The prompt of `tiny`, drawn (OSC 133). */
const PROMPT_END = '\x1b]133;B\x07';

/** What stock v86 restores and is then asked. */
export interface StockTask {
  readonly options: StockOptions;
  readonly state: Uint8Array<ArrayBuffer>;
  /** What `performance.now` shows when this page, as it were, opens. */
  readonly clockMs: number;
  /** Received by the serial port, not yet read by the guest. */
  readonly unread: Uint8Array;
  /** Waits for the prompt first: the guest is in the middle of a command. */
  readonly busy: boolean;
  /** Typed, each at the prompt after the one before. */
  readonly lines: readonly string[];
}

/** What the console showed from one prompt to the next, and how long that took. */
export interface StockAnswer {
  readonly text: string;
  readonly hostMs: number;
}

/** What became of a task. */
export interface StockRun {
  /** SHA-256 of the RAM that was restored, in hexadecimal. */
  readonly ramSha256: string;
  readonly answers: readonly StockAnswer[];
}

// Safe: the tests beside this file are the only ones who start it.
const task = deserialize(await buffer(process.stdin)) as StockTask;
const hostNow = performance.now.bind(performance);
performance.now = () => hostNow() + task.clockMs;
// v86 takes its clock when it is imported.
const { V86 } = await import('v86');

const emulator = new V86({
  // Safe: v86's types lack the network card `none`, and are not written for exact optional properties.
  ...(task.options as V86Options),
  wasm_path: createRequire(import.meta.url).resolve('v86/build/v86.wasm'),
});
let output = '';
let handlePrompt = () => {};
emulator.add_listener('serial0-output-byte', (byte: number) => {
  output += String.fromCharCode(byte);
  if (output.endsWith(PROMPT_END)) handlePrompt();
});
await new Promise<void>((resolve) => emulator.add_listener('emulator-loaded', resolve));
// A copy: what was deserialised is a view.
await emulator.restore_state(task.state.slice().buffer);
const ram = emulator.read_memory(0, task.options.memory_size);
const ramSha256 = createHash('sha256').update(ram).digest('hex');
emulator.serial_send_bytes(0, task.unread);
await emulator.run();

const answers: StockAnswer[] = [];
if (task.busy) answers.push(await untilPrompt(() => {}));
for (const line of task.lines) {
  answers.push(await untilPrompt(() => emulator.serial0_send(`${line}\r`)));
}
const run: StockRun = { ramSha256, answers };
process.stdout.write(JSON.stringify(run), () => process.exit());

function untilPrompt(begin: () => void): Promise<StockAnswer> {
  const start = hostNow();
  return new Promise((resolve) => {
    handlePrompt = () => {
      resolve({ text: output, hostMs: hostNow() - start });
      output = '';
    };
    begin();
  });
}
