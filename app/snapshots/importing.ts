import { importFiles } from '../library/verbs.ts';
import { resumeNew } from './resume.ts';

/** Adds files to the library for the user; a replay that comes alone is played, of several each can be. */
export async function takeFiles(files: readonly File[]): Promise<void> {
  const isAlone = files.length === 1;
  const imported = await importFiles(files, (info) => {
    if (info.kind !== 'replay' || isAlone) return null;
    return { verb: 'Play', icon: 'play', onYes: () => void resumeNew(info) };
  });
  const [info] = imported;
  if (isAlone && info?.kind === 'replay') await resumeNew(info);
}
