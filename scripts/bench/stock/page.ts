/// <reference types="vite/client" />
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { get, set } from 'idb-keyval';
import { V86 } from 'v86';
import wasm from 'v86/build/v86.wasm?url';
import { findImage, type ImageFile } from '#images/catalog';
import type { Stock, StockSave } from './stock.ts';

declare global {
  var stock: Stock;
}

/** What the image's shell writes when its prompt stands (OSC 133). */
const PROMPT_END = '\x1b]133;B\x07';

const FILES = import.meta.glob<string>('../../../images/*/*.{bin,gzip}', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function load(file: ImageFile): Promise<ArrayBuffer> {
  const response = await fetch(FILES[`../../../images/${file.path}`] ?? '');
  if (!response.ok || !response.body) throw new Error(`${file.path}: ${response.status}`);
  const body = file.unpacked
    ? response.body.pipeThrough(new DecompressionStream('gzip'))
    : response.body;
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  // v86 reads whole words.
  const words = new Uint8Array((bytes.length + 3) & ~3);
  words.set(bytes);
  return words.buffer;
}

/** Follows the serial port's bytes: how many there were, and when a prompt stands. */
class SerialWatch {
  sentBytes = 0;
  /** What was sent since it was set; null: nothing is kept. */
  kept: number[] | null = null;
  #matched = 0;
  #waiters: (() => void)[] = [];

  handleByte(byte: number): void {
    this.sentBytes++;
    this.kept?.push(byte);
    if (byte !== PROMPT_END.charCodeAt(this.#matched)) this.#matched = byte === 0x1b ? 1 : 0;
    else if (++this.#matched === PROMPT_END.length) {
      this.#matched = 0;
      for (const resolve of this.#waiters.splice(0)) resolve();
    }
  }

  nextPrompt(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** What v86's own types leave out. */
interface Undeclared {
  bus: { send(name: string, value: unknown): void };
  serial_adapter: { term: Terminal };
}

async function startStock(withConsole: boolean): Promise<Stock> {
  const image = findImage('tiny');
  if (!image) throw new Error('The catalogue has no tiny.');
  const memoryMiB = image.defaultMemoryMiB;
  const [bios, vgaBios, kernel] = await Promise.all([
    load(image.bios),
    load(image.vgaBios),
    load(image.kernel),
  ]);
  const emulator = new V86({
    wasm_path: wasm,
    screen_container: element('screen_container'),
    memory_size: memoryMiB * 2 ** 20,
    bios: { buffer: bios },
    vga_bios: { buffer: vgaBios },
    bzimage: { buffer: kernel },
    cmdline: image.commandLine(memoryMiB, 'none'),
    filesystem: {},
    net_device: { type: 'virtio' },
    virtio_console: { type: 'none' },
    virtio_balloon: true,
    ...(withConsole && {
      serial_console: { type: 'xtermjs', container: element('console'), xterm_lib: Terminal },
    }),
    autostart: false,
  });
  // Safe: both have been public properties since v86 has had an xterm adapter, and are used in its examples.
  const undeclared = emulator as unknown as Undeclared;
  const watch = new SerialWatch();
  emulator.add_listener('serial0-output-byte', (byte: number) => watch.handleByte(byte));
  const firstPrompt = watch.nextPrompt();
  emulator.add_listener('emulator-loaded', () => {
    // The kernel's console waits for this before it sends.
    undeclared.bus.send('serial0-clear-to-send-input', true);
    void emulator.run();
  });
  const run = (line: string): Promise<void> => {
    const prompt = watch.nextPrompt();
    emulator.serial0_send(`${line}\r`);
    return prompt;
  };
  return {
    booted: firstPrompt.then(() => performance.now()),
    run,
    ask: async (line) => {
      watch.kept = [];
      await run(line);
      const text = new TextDecoder().decode(Uint8Array.from(watch.kept));
      watch.kept = null;
      return text;
    },
    type: (text) => emulator.serial0_send(text),
    sentBytes: () => watch.sentBytes,
    resizeConsole: (columns, rows) => undeclared.serial_adapter.term.resize(columns, rows),
    stop: () => emulator.stop(),
    start: () => emulator.run(),
    instructions: () => emulator.get_instruction_counter(),
    save: () => save(emulator),
    bringBack: () => bringBack(emulator),
  };
}

const STATE_KEY = 'state';

async function save(emulator: V86): Promise<StockSave> {
  const startMs = performance.now();
  const state = await emulator.save_state();
  const pauseMs = performance.now() - startMs;
  await set(STATE_KEY, state);
  return { pauseMs, ms: performance.now() - startMs, bytes: state.byteLength };
}

async function bringBack(emulator: V86): Promise<number> {
  const startMs = performance.now();
  const state = await get<ArrayBuffer>(STATE_KEY);
  if (state === undefined) throw new Error('Nothing was saved.');
  await emulator.restore_state(state);
  await emulator.run();
  return performance.now() - startMs;
}

globalThis.stock = await startStock(new URLSearchParams(location.search).has('console'));
