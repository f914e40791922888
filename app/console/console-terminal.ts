import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import {
  type ConsoleInput,
  type ConsoleOutput,
  type ConsolePort,
  SCROLLBACK_LINES,
} from '#protocol/console';
import { keepColours } from './colours.ts';
import { type ClearedSize, ConsoleFeed, type FeedTarget } from './console-feed.ts';
import { crc32 } from './crc32.ts';
import { Finder } from './finder.ts';
import { FontFit } from './font-fit.ts';
import { type BarKey, keySequence, withCtrl } from './keys.ts';
import { isPlain, openAddress, safeAddress } from './links.ts';
import { leaveQueriesToMachine } from './queries.ts';
import { Renderer } from './renderer.ts';
import { readShortcut } from './shortcuts.ts';
import type { ConsoleLook } from './theme.ts';
import { watchTouchScroll } from './touch-scroll.ts';

/** While a window is dragged larger, the guest hears of the sizes in between no more often than this. */
const RESIZE_SETTLES_MS = 100;

/** What the console asks of the page around it. */
export interface ConsoleEvents {
  handleBell(): void;
  handleFind(): void;
  /** The keyboard wants out. */
  handleLeave(): void;
  /** A link whose text is not its address was clicked. */
  handleLink(url: URL): void;
  /** The browser refused the clipboard. */
  handleCopyRefused(): void;
  /** Something is on the screen now, or it was emptied. */
  handleContent(hasContent: boolean): void;
  /** The held Ctrl was used up by a key. */
  handleCtrlUsed(): void;
}

/** A terminal on a machine's console port. Bytes pass between the two and through nothing else. */
export class ConsoleTerminal implements FeedTarget {
  readonly finder: Finder;
  readonly #element: HTMLElement;
  readonly #events: ConsoleEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #renderer: Renderer;
  readonly #stopTouch: () => void;
  readonly #font: FontFit;
  readonly #sizes: ResizeObserver;
  #port: ConsolePort | null = null;
  #sizeIsTheirs = false;
  #sizeIsFixed = false;
  #feed: ConsoleFeed | null = null;
  #redrawing = false;
  #visible = false;
  #ctrlHeld = false;
  #hasContent = false;
  #received = { bytes: 0, crc32: 0 };
  #sentSize = '';
  #look: string;
  #resizeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, label: string, look: ConsoleLook, events: ConsoleEvents) {
    this.#element = element;
    this.#events = events;
    this.#look = JSON.stringify(look);
    this.#terminal = new Terminal({
      ...look,
      // For the marks of the find bar (`registerDecoration`). Guest output cannot reach the API.
      allowProposedApi: true,
      cursorBlink: false,
      linkHandler: { activate: (_, address) => this.#follow(address, true) },
      // It would log each sequence that it cannot read, and guests write thousands.
      logLevel: 'off',
      minimumContrastRatio: 4.5,
      scrollback: SCROLLBACK_LINES,
    });
    leaveQueriesToMachine(this.#terminal);
    keepColours(this.#terminal);
    this.#renderer = new Renderer(this.#terminal, (name) => {
      element.dataset['renderer'] = name;
    });
    this.finder = new Finder(this.#terminal);
    this.#terminal.loadAddon(this.#fit);
    this.#font = new FontFit(this.#terminal, this.#fit, look.fontSize);
    this.#terminal.loadAddon(new WebLinksAddon((_, address) => this.#follow(address, false)));
    this.#terminal.attachCustomKeyEventHandler((event) => this.#handleKey(event));
    this.#terminal.onData((text) => this.#handleData(text));
    this.#terminal.onBinary((text) => this.#send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
    this.#terminal.onBell(() => events.handleBell());
    this.#terminal.open(element);
    this.#terminal.textarea?.setAttribute('aria-label', label);
    this.#stopTouch = watchTouchScroll(element, this.#terminal);
    this.#sizes = new ResizeObserver(() => requestAnimationFrame(() => this.#takeSize()));
    this.#sizes.observe(element);
  }

  /** Shows another console from now on: its redraw replaces all. `onlyLooks`: its size is not for us to say. */
  connect(port: ConsolePort, onlyLooks: boolean): void {
    this.#port?.close();
    this.#feed?.close();
    const feed = new ConsoleFeed(this);
    this.#port = port;
    this.#feed = feed;
    this.#sentSize = '';
    this.#sizeIsTheirs = onlyLooks;
    this.#sizeIsFixed = false;
    this.#redrawing = false;
    port.onmessage = ({ data }) => {
      // Safe: the other end is our own worker, and speaks the protocol.
      feed.push(data as ConsoleOutput);
    };
    this.#takeSize();
  }

  setLook(look: ConsoleLook): void {
    const text = JSON.stringify(look);
    // The terminal would measure its font and draw itself anew, which takes longer than all else here.
    if (text === this.#look) return;
    this.#look = text;
    this.#terminal.options = look;
    this.#font.usual = look.fontSize;
    this.#takeSize();
  }

  setScreenReader(enabled: boolean): void {
    this.#terminal.options.screenReaderMode = enabled;
  }

  /** Nothing reads what is typed, and no cursor says otherwise. */
  setDead(dead: boolean): void {
    this.#terminal.options.disableStdin = dead;
    this.#terminal.write(dead ? '\x1b[?25l' : '\x1b[?25h');
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    void this.#renderer.setVisible(visible);
    if (visible) this.#takeSize();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** A key of the key bar. */
  press(key: BarKey): void {
    const sequence = keySequence(
      key,
      this.#ctrlHeld,
      this.#terminal.modes.applicationCursorKeysMode,
    );
    this.#releaseCtrl();
    this.#terminal.input(sequence);
  }

  /** Text as if typed, a held Ctrl included. */
  input(text: string): void {
    this.#terminal.input(text);
  }

  paste(text: string): void {
    this.#terminal.paste(text);
  }

  /** Ctrl for the one key that follows. */
  holdCtrl(held: boolean): void {
    this.#ctrlHeld = held;
  }

  dispose(): void {
    clearTimeout(this.#resizeTimer);
    this.#sizes.disconnect();
    this.#stopTouch();
    this.#port?.close();
    this.#port = null;
    this.#feed?.close();
    void this.#renderer.setVisible(false);
    this.#terminal.dispose();
  }

  write(data: string | Uint8Array, done: () => void): void {
    this.#terminal.write(data, done);
    this.#noteContent(true);
  }

  clear({ columns, rows, fixed }: ClearedSize): void {
    this.#redrawing = true;
    this.#sizeIsFixed = fixed;
    // What was told before is forgotten: a machine that begins as a snapshot was has the console of then.
    this.#sentSize = `${columns}x${rows}`;
    this.#received = { bytes: 0, crc32: 0 };
    this.#terminal.reset();
    this.#terminal.resize(columns, rows);
    this.#noteContent(false);
  }

  handleRedrawn(): void {
    this.#redrawing = false;
    this.#takeSize();
  }

  handleDrawn(bytes: Uint8Array): void {
    this.#received = {
      bytes: this.#received.bytes + bytes.length,
      crc32: crc32(bytes, this.#received.crc32),
    };
    this.#post({ kind: 'drawn', bytes: bytes.length });
  }

  /** The terminal's receipt: how many bytes of output it drew since the last redraw, and their CRC-32. */
  handleRest(): void {
    this.#element.dataset['receivedBytes'] = String(this.#received.bytes);
    this.#element.dataset['receivedCrc32'] = this.#received.crc32.toString(16).padStart(8, '0');
  }

  #takeSize(): void {
    if (!this.#visible || this.#redrawing) return;
    if (this.#sizeIsTheirs || this.#sizeIsFixed) {
      clearTimeout(this.#resizeTimer);
      return this.#font.shrink();
    }
    this.#font.reset();
    const size = this.#fit.proposeDimensions();
    if (size === undefined || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    const columns = Math.min(1000, Math.max(2, size.cols));
    const rows = Math.min(1000, Math.max(2, size.rows));
    if (columns !== this.#terminal.cols || rows !== this.#terminal.rows) {
      this.#terminal.resize(columns, rows);
    }
    clearTimeout(this.#resizeTimer);
    const tell = (): void => this.#tellSize(columns, rows);
    if (this.#sentSize === '') tell();
    else this.#resizeTimer = setTimeout(tell, RESIZE_SETTLES_MS);
  }

  #tellSize(columns: number, rows: number): void {
    const size = `${columns}x${rows}`;
    if (this.#port === null || size === this.#sentSize) return;
    this.#sentSize = size;
    this.#element.dataset['size'] = size;
    this.#post({ kind: 'resize', columns, rows });
  }

  #handleKey(event: KeyboardEvent): boolean {
    const shortcut = readShortcut(event);
    // Of a machine that has ended, Tab is no key: it leads on.
    if (shortcut === null) return !(event.key === 'Tab' && this.#terminal.options.disableStdin);
    if (event.type !== 'keydown') return false;
    switch (shortcut) {
      case 'copy':
        event.preventDefault();
        void this.#copy();
        break;
      case 'find':
        event.preventDefault();
        this.#events.handleFind();
        break;
      case 'leave':
        event.preventDefault();
        this.#events.handleLeave();
        break;
      case 'page':
      case 'paste':
      case 'browser':
        // The page's, which hears of it next, and the browser's own: a paste comes back as the textarea's paste event.
        break;
    }
    return false;
  }

  async #copy(): Promise<void> {
    const text = this.#terminal.getSelection();
    if (text === '') return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      this.#events.handleCopyRefused();
    }
  }

  #handleData(text: string): void {
    const typed = this.#ctrlHeld ? withCtrl(text) : text;
    this.#releaseCtrl();
    this.#send(new TextEncoder().encode(typed));
  }

  #releaseCtrl(): void {
    if (!this.#ctrlHeld) return;
    this.#ctrlHeld = false;
    this.#events.handleCtrlUsed();
  }

  #send(bytes: Uint8Array): void {
    this.#post({ kind: 'input', bytes });
  }

  #post(message: ConsoleInput): void {
    this.#port?.postMessage(message);
  }

  #follow(address: string, hidden: boolean): void {
    const url = safeAddress(address);
    if (url === null) return;
    if (hidden || !isPlain(url)) this.#events.handleLink(url);
    else openAddress(url);
  }

  #noteContent(hasContent: boolean): void {
    if (this.#hasContent === hasContent) return;
    this.#hasContent = hasContent;
    this.#events.handleContent(hasContent);
  }
}
