import {
  type FrozenModule,
  type FrozenRegion,
  PAGE_BYTES,
  type Pages,
} from '#protocol/frozen-machine';
import type { FrozenRun } from './scripted-run.ts';

/** What a library makes of a whole freeze and one of what has changed since: a whole one again. */
export function overlaid(base: FrozenRun, changes: FrozenRun): FrozenRun {
  const { devices, memory, modules } = changes.engine;
  return {
    ...changes,
    engine: {
      ...changes.engine,
      memory: overlaidRegion(base.engine.memory, memory),
      devices: {
        ...devices,
        buffers: overlaidRegion(base.engine.devices.buffers, devices.buffers),
      },
      modules: modules.map((module) => ({ ...module, code: codeOf(module, base) })),
    },
    disk: base.disk && changes.disk && overlaidPages(base.disk, changes.disk),
  };
}

/** What a library gives to one that has all pages and modules of it. */
export function withoutPages(frozen: FrozenRun): FrozenRun {
  const { devices, memory, modules } = frozen.engine;
  return {
    ...frozen,
    engine: {
      ...frozen.engine,
      memory: { ...memory, pages: NO_PAGES },
      devices: { ...devices, buffers: { ...devices.buffers, pages: NO_PAGES } },
      modules: modules.map((module, place) => ({ ...module, code: place })),
    },
    disk: frozen.disk && NO_PAGES,
  };
}

const NO_PAGES: Pages = { numbers: new Uint32Array(0), contents: new Uint8Array(0) };

function codeOf({ code }: FrozenModule, base: FrozenRun): FrozenModule['code'] {
  const known = typeof code === 'number' ? base.engine.modules[code]?.code : code;
  if (known === undefined) throw new Error(`The base has no module ${code}.`);
  return known;
}

function overlaidRegion(base: FrozenRegion, { pageCount, pages }: FrozenRegion): FrozenRegion {
  return { pageCount, pages: overlaidPages(base.pages, pages, pageCount) };
}

function overlaidPages(base: Pages, over: Pages, pageCount = Number.POSITIVE_INFINITY): Pages {
  const contents = new Map([...pagesOf(base), ...pagesOf(over)]);
  const numbers = [...contents.keys()].filter((page) => page < pageCount).sort((a, b) => a - b);
  const all = new Uint8Array(numbers.length * PAGE_BYTES);
  numbers.forEach((page, at) => {
    all.set(contents.get(page) ?? [], at * PAGE_BYTES);
  });
  return { numbers: Uint32Array.from(numbers), contents: all };
}

function* pagesOf({ numbers, contents }: Pages): Iterable<[number, Uint8Array]> {
  for (const [at, page] of numbers.entries()) {
    yield [page, contents.subarray(at * PAGE_BYTES, (at + 1) * PAGE_BYTES)];
  }
}
