import { get, set } from 'idb-keyval';
import { create } from 'zustand';
import type { NetworkCard } from '#protocol/machine';

export const THEMES = ['system', 'light', 'dark', 'projector'] as const;
export type Theme = (typeof THEMES)[number];

/** What was chosen last in New machine; files are not kept. */
export interface LastChoices {
  readonly memoryMiB: number;
  readonly network: NetworkCard;
}

/** How the side panel was left. */
export interface InsideChoices {
  readonly open: boolean;
  /** The id of its tab; one that is not known any more is the first. */
  readonly tab: string;
  /** It has the console's room, too; null: as the theme has it. */
  readonly full: boolean | null;
}

export interface Preferences {
  readonly theme: Theme;
  /** Of the console, in CSS pixels. */
  readonly fontSize: number;
  /** The console also writes what it shows as text for screen readers. */
  readonly screenReader: boolean;
  readonly lastChoices: LastChoices | null;
  readonly inside: InsideChoices;
}

export const FONT_SIZES = { least: 10, standard: 15, most: 32 } as const;

const KEY = 'preferences';
const STANDARD: Preferences = {
  theme: 'system',
  fontSize: FONT_SIZES.standard,
  screenReader: false,
  lastChoices: null,
  inside: { open: false, tab: '', full: null },
};

/** Read anywhere; written by `prefer` and `loadPreferences`. */
export const usePreferences = create<Preferences>(() => STANDARD);

/** Changes preferences and keeps them where the browser lets us. */
export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  void inStorage(() => set(KEY, usePreferences.getState()));
}

/** Brings back what was kept; a browser that keeps nothing gets the standard. */
export async function loadPreferences(): Promise<void> {
  const kept: unknown = await inStorage(() => get(KEY));
  usePreferences.setState(readPreferences(kept));
}

/** Reads what storage held, which may be of any age and shape. */
export function readPreferences(kept: unknown): Preferences {
  if (!isRecord(kept)) return STANDARD;
  const { theme, fontSize, screenReader, lastChoices, inside } = kept;
  return {
    theme: THEMES.find((known) => known === theme) ?? STANDARD.theme,
    fontSize:
      typeof fontSize === 'number' && Number.isFinite(fontSize)
        ? clampFontSize(fontSize)
        : STANDARD.fontSize,
    screenReader: screenReader === true,
    lastChoices: readLastChoices(lastChoices),
    inside: readInside(inside),
  };
}

export function clampFontSize(fontSize: number): number {
  return Math.min(FONT_SIZES.most, Math.max(FONT_SIZES.least, Math.round(fontSize)));
}

function readLastChoices(kept: unknown): LastChoices | null {
  if (!isRecord(kept) || typeof kept['memoryMiB'] !== 'number') return null;
  const networks: readonly NetworkCard[] = ['none', 'ne2k', 'virtio'];
  const network = networks.find((known) => known === kept['network']);
  return network === undefined ? null : { memoryMiB: kept['memoryMiB'], network };
}

function readInside(kept: unknown): InsideChoices {
  if (!isRecord(kept)) return STANDARD.inside;
  const { open, tab, full } = kept;
  return {
    open: open === true,
    tab: typeof tab === 'string' ? tab : STANDARD.inside.tab,
    full: typeof full === 'boolean' ? full : null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Undefined where storage is refused, as by private windows and full disks: a preference lost on reload, no more. */
async function inStorage<Answer>(access: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await access();
  } catch {
    return undefined;
  }
}
