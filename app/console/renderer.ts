import type { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

/** Draws a terminal with WebGL while it is on the screen, if a real graphics card does it; with the DOM otherwise. */
export class Renderer {
  readonly #terminal: Terminal;
  readonly #handleChange: (name: 'webgl' | 'dom') => void;
  #webgl: WebglAddon | null = null;
  #visible = false;
  #refused = false;

  /** Calls `handleChange` with what draws from then on. */
  constructor(terminal: Terminal, handleChange: (name: 'webgl' | 'dom') => void) {
    this.#terminal = terminal;
    this.#handleChange = handleChange;
    handleChange('dom');
  }

  /** Browsers allow some 16 WebGL contexts a page, so a hidden console gives its own back. */
  async setVisible(visible: boolean): Promise<void> {
    this.#visible = visible;
    if (!visible) this.#drop();
    else if (this.#webgl === null && !this.#refused) await this.#acquire();
  }

  async #acquire(): Promise<void> {
    this.#refused = !hasGraphicsCard();
    if (this.#refused) return;
    try {
      // Only now, as the first text need not wait for it.
      const { WebglAddon } = await import('@xterm/addon-webgl');
      if (!this.#visible || this.#webgl !== null) return;
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => {
        this.#refused = true;
        this.#drop();
      });
      this.#terminal.loadAddon(webgl);
      this.#webgl = webgl;
      this.#handleChange('webgl');
    } catch {
      // Not to be fetched, or a driver that refuses what it gave the probe: the DOM draws everything, only slower.
      this.#refused = true;
    }
  }

  #drop(): void {
    this.#webgl?.dispose();
    this.#webgl = null;
    this.#handleChange('dom');
  }
}

let graphicsCard: boolean | null = null;

/** WebGL drawn by the processor is slower than the DOM, and would take from the guest. */
function hasGraphicsCard(): boolean {
  if (graphicsCard === null) {
    const context = document
      .createElement('canvas')
      .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    // Chromium answers the caveat wrongly when it was told to draw in software.
    const info = context?.getExtension('WEBGL_debug_renderer_info');
    const name: unknown = info && context?.getParameter(info.UNMASKED_RENDERER_WEBGL);
    graphicsCard = context !== null && !/SwiftShader|llvmpipe|Software/i.test(String(name));
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return graphicsCard;
}
