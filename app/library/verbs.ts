import type { SnapshotId, SnapshotInfo } from '#protocol/snapshots';
import { fileLocations } from '../machines/file-locations.ts';
import { report } from '../notices/notices.ts';
import { type Offer, runJob, unlessBroken } from './jobs.ts';
import { askLibrary } from './library.ts';
import { surveyLibrary } from './store.ts';
import { bytesText } from './words.ts';

/** Renames a snapshot for the user, who reads of it when it fails. */
export function renameSnapshot(id: SnapshotId, name: string): void {
  askLibrary((api) => api.rename(id, name)).catch(report);
}

/** Deletes a snapshot for the user, who reads of it when it fails. */
export function deleteSnapshot(id: SnapshotId): void {
  askLibrary((api) => api.delete(id)).then(lookAgain, report);
}

/** Reads and checks all of a snapshot; the answer is a line among the jobs. */
export function verifySnapshot({ id, name }: SnapshotInfo): void {
  void runJob(`Verifying “${name}”`, async (how) => {
    const { chunks, bytes } = await askLibrary((api) => api.verify(id, how));
    const size = `${chunks.toLocaleString('en')} chunks, ${bytesText(bytes)}`;
    return { sentence: `“${name}” is whole: ${size}, each read and compared with its digest.` };
  });
}

/** What an export is made for. */
export type ExportKind = 'snapshot' | 'whole' | 'v86';

/** Packs a snapshot into a file, or two for v86, and has the browser save them. */
export function exportSnapshot({ id, name }: SnapshotInfo, kind: ExportKind): void {
  const stem = fileName(name);
  void runJob(`Exporting “${name}”`, async (how, broken) => {
    const files = [];
    if (kind === 'v86') {
      const call = askLibrary((api) => api.exportV86State(id));
      const { state, options } = await unlessBroken(call, broken);
      const text = new Blob([`${JSON.stringify(options, null, 2)}\n`], {
        type: 'application/json',
      });
      files.push({ name: `${stem}.v86state.bin`, blob: state });
      files.push({ name: `${stem}.v86options.json`, blob: text });
    } else {
      const choice = { withImage: kind === 'whole' };
      const blob = await askLibrary((api) => api.export(id, fileLocations(), choice, how));
      files.push({ name: `${stem}.snowglobe`, blob });
    }
    const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
    const sentence = `“${name}” is packed, ${bytesText(bytes)}, and saved as a download.`;
    return { sentence, files };
  });
}

/** Adds snapshots from files, one after the other; resolves to those that could be. */
export async function importFiles(
  files: readonly File[],
  offerOf: (info: SnapshotInfo) => Offer | null,
): Promise<readonly SnapshotInfo[]> {
  const imported: SnapshotInfo[] = [];
  for (const file of files) {
    await runJob(`Importing ${file.name}`, async (how) => {
      const info = await askLibrary((api) => api.import(file, how));
      imported.push(info);
      const { name, newBytes } = info;
      const cost =
        newBytes === 0 ? 'nothing of it was missing' : `${bytesText(newBytes)} of it new`;
      return { sentence: `“${name}” is in the library, ${cost}.`, offer: offerOf(info) };
    });
  }
  lookAgain();
  return imported;
}

/** Looks for damage and at storage; what goes wrong is told. */
export function lookAgain(): void {
  surveyLibrary().catch(report);
}

/** Asks the browser never to clear this site's storage by itself; false: it would not promise. */
export async function askToPersist(): Promise<boolean> {
  // Not on pages from plain http, whatever the types say.
  const { storage } = navigator as { readonly storage?: StorageManager };
  const granted = (await storage?.persist()) ?? false;
  lookAgain();
  return granted;
}

/** What file systems take of a name. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N} ._-]+/gu, '-').replace(/^[ .]+|[ .]+$/g, '') || 'machine';
}
