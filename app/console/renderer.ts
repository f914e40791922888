import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

/** Draws a terminal with WebGL while it is on the screen, if a real graphics card does it; with the DOM otherwise. */
export class Renderer {
  readonly #terminal: Terminal;
  #webgl: WebglAddon | null = null;
  #refused = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get name(): 'webgl' | 'dom' {
    return this.#webgl === null ? 'dom' : 'webgl';
  }

  /** Browsers allow some 16 WebGL contexts a page, so a hidden console gives its own back. */
  setVisible(visible: boolean): void {
    if (!visible) this.#drop();
    else if (this.#webgl === null && !this.#refused) this.#acquire();
  }

  #acquire(): void {
    if (!hasGraphicsCard()) {
      this.#refused = true;
      return;
    }
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => {
      this.#refused = true;
      this.#drop();
    });
    try {
      this.#terminal.loadAddon(webgl);
      this.#webgl = webgl;
    } catch {
      // A driver may still refuse what the probe was given; the DOM draws everything, only slower.
      this.#refused = true;
      webgl.dispose();
    }
  }

  #drop(): void {
    this.#webgl?.dispose();
    this.#webgl = null;
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
