import { findImage } from '#images/catalog';
import type { MachineStatus } from '#protocol/machine';
import { Progress } from '../controls/Progress.tsx';
import { Globe } from '../header/Globe.tsx';
import styles from './StartingOverlay.module.css';

interface StartingOverlayProps {
  readonly imageId: string;
  readonly status: MachineStatus;
}

/** Over an empty console, on the way to the first sign of life. */
export function StartingOverlay({ imageId, status }: StartingOverlayProps) {
  const title = findImage(imageId)?.title ?? imageId;
  const { text, value } = progressOf(title, status);
  return (
    <div className={styles.overlay}>
      <Globe size={104} snowing />
      <div className={styles.step}>
        <p>{text}</p>
        <Progress label={text} value={value} />
      </div>
    </div>
  );
}

function progressOf(title: string, status: MachineStatus) {
  if (status.phase !== 'loading') return { text: `${title} is booting`, value: null };
  const { step, loadedBytes, totalBytes } = status;
  if (step === 'emulator') return { text: 'Preparing the emulator', value: null };
  if (step === 'snapshot') return { text: 'Opening the snapshot', value: null };
  if (totalBytes === 0) return { text: `Loading ${title}`, value: null };
  return {
    text: `Loading ${title}: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`,
    value: loadedBytes / totalBytes,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
