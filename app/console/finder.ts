import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { readFindColours } from './theme.ts';

/** Where a search stands; `current` counts from one, 0 when there are more matches than are counted. */
export interface FindResults {
  readonly current: number;
  readonly count: number;
}

/** So many matches are marked and counted; more cost more than they tell. */
const MOST_MATCHES = 1000;

/** Finds text on the console and in its scrollback, whatever its case. */
export class Finder {
  readonly #search = new SearchAddon({ highlightLimit: MOST_MATCHES });
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.loadAddon(this.#search);
  }

  watchResults(listener: (results: FindResults) => void): () => void {
    const subscription = this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      listener({ current: resultIndex + 1, count: resultCount }),
    );
    return () => subscription.dispose();
  }

  /** The match nearest to the end, wherever the search stood before. */
  findNewest(text: string): void {
    this.#terminal.clearSelection();
    this.findOlder(text);
  }

  findNewer(text: string): void {
    this.#search.findNext(text, { decorations: decorations() });
  }

  findOlder(text: string): void {
    this.#search.findPrevious(text, { decorations: decorations() });
  }

  clear(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
  }
}

function decorations() {
  const { match, active } = readFindColours();
  return {
    matchBackground: match,
    activeMatchBackground: active,
    matchOverviewRuler: match,
    activeMatchColorOverviewRuler: active,
  };
}
