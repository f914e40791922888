import * as Comlink from 'comlink';
import { tabClaims } from './machine/claims.ts';
import { FileMissing } from './machine/image-files.ts';
import { Machine } from './machine/machine.ts';

/** Fetches a file of this page's own origin, with progress. */
async function fetchFile(
  location: string,
  onProgress: (loadedBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(location).catch((cause: unknown) => {
    throw new FileMissing('the server did not answer.', { cause });
  });
  if (!response.ok || !response.body) {
    throw new FileMissing(`the server answered ${response.status}.`);
  }
  let loadedBytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loadedBytes += chunk.length;
        onProgress(loadedBytes);
        controller.enqueue(chunk);
      },
    }),
  );
  try {
    return new Uint8Array(await new Response(counted).arrayBuffer());
  } catch (cause) {
    throw new FileMissing('the connection broke off.', { cause });
  }
}

// A promise that v86 leaves alone may fail: the page hears of errors only.
addEventListener('unhandledrejection', ({ reason }) => reportError(reason));

Comlink.expose(new Machine({ readFile: fetchFile, claims: tabClaims }));
