// biome-ignore lint/style/noRestrictedImports: an address only; the emulator stays out of the page.
import emulator from 'v86/build/v86.wasm?url';
import { ALL_IMAGES, imageFiles } from '#images/catalog';
import type { FileLocations } from '#protocol/machine';

const IMAGES = import.meta.glob<string>('../../images/*/*.{bin,gzip}', {
  query: '?url',
  import: 'default',
  eager: true,
});

const BAKED = import.meta.glob<string>('../../baked/*.snowglobe', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** Where this build of the page serves the files; absolute, as a worker has another base. */
export function fileLocations(): FileLocations {
  const absolute = (url: string): string => new URL(url, document.baseURI).href;
  const images = new Map(
    Object.entries(IMAGES).map(([path, url]) => [
      path.slice('../../images/'.length),
      absolute(url),
    ]),
  );
  const byDigest = ALL_IMAGES.flatMap(imageFiles).map(
    ({ sha256, path }) => [sha256, images.get(path) ?? ''] as const,
  );
  return {
    images: Object.fromEntries([...images, ...byDigest]),
    emulator: absolute(emulator),
    baked: Object.fromEntries(
      Object.entries(BAKED).map(([path, url]) => [
        path.slice('../../baked/'.length, -'.snowglobe'.length),
        absolute(url),
      ]),
    ),
  };
}
