import * as Comlink from 'comlink';
import { joined } from '#protocol/bytes';
import { tabClaims } from './machine/claims.ts';
import { FileMissing, type ReadFile } from './machine/image-files.ts';
import { Machine } from './machine/machine.ts';

/** Fetches a file of this page's own origin. */
const fetchFile: ReadFile = async (location, onPart) => {
  const response = await fetch(location).catch((cause: unknown) => {
    throw new FileMissing('the server did not answer.', { cause });
  });
  if (!response.ok || !response.body) {
    throw new FileMissing(`the server answered ${response.status}.`);
  }
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(parts);
      parts.push(value);
      onPart(value);
    }
  } catch (cause) {
    throw new FileMissing('the connection broke off.', { cause });
  }
};

// A promise that v86 leaves alone may fail: the page hears of errors only.
addEventListener('unhandledrejection', ({ reason }) => reportError(reason));

Comlink.expose(
  new Machine({
    readFile: fetchFile,
    claims: tabClaims,
    // biome-ignore lint/suspicious/noConsole: the machine runs on, and says no more of it than that it is not saved.
    noteBug: (error) => console.error(error),
  }),
);
