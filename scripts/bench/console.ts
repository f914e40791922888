import type { Browser } from '@playwright/test';
import { type Effort, type Figure, figureOf } from './figure.ts';
import { inPairs, measureBoth, type Pair } from './pairs.ts';
import type { Servers } from './servers.ts';
import { SnowglobeTab } from './snowglobe-tab.ts';
import { median } from './statistics.ts';
import { StockTab } from './stock-tab.ts';
import type { Tab } from './tab.ts';

/** A stream of output whose last line is `end`; the line that is typed must not hold `end` itself. */
export interface FloodKind {
  readonly title: string;
  /** Makes the file that is shown, once. */
  prepare(kibibytes: number): string;
  readonly show: string;
}

export const FLOODS: Readonly<Record<string, FloodKind>> = {
  long: {
    title: 'Console, long lines as they are (`stty -opost`)',
    prepare: (kibibytes) => linesFile('long', 1022, kibibytes, '\\r\\n'),
    show: 'stty -opost; cat /tmp/long; stty opost',
  },
  short: {
    title: 'Console, lines of 10 characters',
    prepare: (kibibytes) => linesFile('short', 10, Math.floor(kibibytes / 4), '\\n'),
    show: 'cat /tmp/short',
  },
};

/** A file of equally long lines, each with its number. */
function linesFile(name: string, length: number, kibibytes: number, lineEnd: string): string {
  const count = Math.ceil((kibibytes * 1024) / (length + 1));
  const program = `BEGIN { x = sprintf("%${length}s", ""); gsub(/ /, "x", x); for (i = 0; i < ${count}; i++) printf "%08d%s${lineEnd}", i, substr(x, 9) }`;
  return `awk '${program}' > /tmp/${name}`;
}

/** Types the flood into a machine whose file is prepared. */
export function pourOut(tab: Tab, { show }: FloodKind, turn: number) {
  return tab.flood(`${show}; echo last'-line-'${turn}`, `last-line-${turn}`);
}

/** How fast output reaches the screen, against v86's own terminal adapter. */
export async function measureConsole(
  browser: Browser,
  servers: Servers,
  effort: Effort,
): Promise<Figure[]> {
  const speeds = new Map<string, { snowglobe: number[]; stock: number[] }>();
  const kibibytes = effort.quick ? 1024 : 2048;
  const contests = await inPairs(Object.keys(FLOODS), effort, async (names, snowglobeFirst) => {
    const snowglobe = await SnowglobeTab.open(browser, servers.snowglobe);
    const stock = await StockTab.open(browser, servers.stock, true);
    const { columns, rows } = await snowglobe.size();
    await stock.resizeConsole(columns, rows);
    await snowglobe.hold();
    await stock.hold();
    const pairs = new Map<string, Pair>();
    for (const name of names) {
      const kind = FLOODS[name];
      if (!kind) throw new Error(`There is no flood "${name}".`);
      const speed = speeds.get(name) ?? { snowglobe: [], stock: [] };
      speeds.set(name, speed);
      const pair = await measureBoth(
        snowglobeFirst,
        () => timeFlood(snowglobe, kind, kibibytes, speed.snowglobe),
        () => timeFlood(stock, kind, kibibytes, speed.stock),
      );
      pairs.set(name, pair);
    }
    await snowglobe.close();
    await stock.close();
    return pairs;
  });
  return [...contests].map(([name, { ratio }]) => {
    const speed = speeds.get(name);
    const perSecond = (values: readonly number[] = []): string =>
      `${(median(values) / 1000).toFixed(0)} kB/s`;
    return figureOf(
      {
        id: `console.${name}`,
        title: `${FLOODS[name]?.title ?? name}, speed against v86’s adapter`,
        unit: 'ratio',
        detail: `Snowglobe ${perSecond(speed?.snowglobe)}, adapter ${perSecond(speed?.stock)}`,
      },
      ratio,
    );
  });
}

async function timeFlood(
  tab: Tab,
  kind: FloodKind,
  kibibytes: number,
  bytesPerSecond: number[],
): Promise<number> {
  await tab.release();
  await tab.time(kind.prepare(Math.floor(kibibytes / 8)));
  await pourOut(tab, kind, 1);
  await tab.time(kind.prepare(kibibytes));
  const { ms, bytes } = await pourOut(tab, kind, 2);
  await tab.hold();
  bytesPerSecond.push((bytes * 1000) / ms);
  return ms;
}
