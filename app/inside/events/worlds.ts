/** What one world would do with an event, in a line. */
export interface WorldLine {
  readonly world: string;
  readonly line: string;
}

/** What each world would do with an event; none where that has no answer. */
export type WorldsOf = (event: string) => readonly WorldLine[];
