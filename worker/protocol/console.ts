import type { LineageId } from './snapshots.ts';

/** The side of a `MessagePort` that the console needs; both browsers' and Node's ports have it. */
export interface ConsolePort {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

/** From the machine to a console. */
export type ConsoleOutput =
  /** Replaces all that the console shows: the escape sequences that draw screen and scrollback anew. */
  | {
      readonly kind: 'redraw';
      readonly text: string;
      readonly columns: number;
      readonly rows: number;
      /** The console keeps that size until the next redraw: it is that of the past, which asks for none. */
      readonly fixed: boolean;
    }
  /** Guest output, one batch a slice or more; a UTF-8 sequence may continue in the next batch. */
  | { readonly kind: 'output'; readonly bytes: Uint8Array<ArrayBuffer> };

/** From a console to the machine. */
export type ConsoleInput =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  /** The console's size in character cells, 2 to 1000 each; reaches programs in the guest as SIGWINCH. */
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  /** So many bytes of output have been drawn: the machine holds back while too many have not. */
  | { readonly kind: 'drawn'; readonly bytes: number };

/** The size of a console that nobody looks at yet. */
export const DEFAULT_CONSOLE_SIZE = { columns: 80, rows: 24 } as const;

/** Lines of scrollback that the machine keeps, and so a console may ask back. */
export const SCROLLBACK_LINES = 5000;

/** What one who looks on at a machine of another tab broadcasts, beside its receipts (`drawn`). */
export interface LookOn {
  readonly kind: 'look';
}

/** The `BroadcastChannel` on which the worker of that machine shows its console, as `ConsoleOutput`, to all who look on. */
export function lookOnChannel(lineage: LineageId): string {
  return `snowglobe-console-${lineage}`;
}
