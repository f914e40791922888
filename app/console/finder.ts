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

  constructor(terminal: Terminal) {
    terminal.loadAddon(this.#search);
  }

  watchResults(listener: (results: FindResults) => void): () => void {
    const subscription = this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      listener({ current: resultIndex + 1, count: resultCount }),
    );
    return () => subscription.dispose();
  }

  /** `incremental` stays on the match at hand as long as it still matches. */
  findNext(text: string, incremental: boolean): void {
    this.#search.findNext(text, { incremental, decorations: decorations() });
  }

  findPrevious(text: string): void {
    this.#search.findPrevious(text, { decorations: decorations() });
  }

  clear(): void {
    this.#search.clearDecorations();
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
