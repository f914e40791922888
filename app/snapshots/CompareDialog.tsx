import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '#protocol/failure';
import type { Comparison, SnapshotInfo } from '#protocol/snapshots';
import { Dialog } from '../controls/Dialog.tsx';
import { Progress } from '../controls/Progress.tsx';
import { askLibrary } from '../library/library.ts';
import { bytesText } from '../library/words.ts';
import { report } from '../notices/notices.ts';
import styles from './CompareDialog.module.css';

/** Lines of the console's text that are shown. */
const MOST_LINES = 200;

interface CompareDialogProps {
  /** The older one. */
  readonly a: SnapshotInfo;
  readonly b: SnapshotInfo;
  readonly onClose: () => void;
}

/** What differs between two snapshots. */
export function CompareDialog({ a, b, onClose }: CompareDialogProps) {
  const [found, setFound] = useState<Comparison | Failure | null>(null);
  useEffect(() => {
    let wanted = true;
    askLibrary((api) => api.compare(a.id, b.id)).then(
      (comparison) => {
        if (wanted) setFound(comparison);
      },
      (error: unknown) => {
        const failure = toFailure(error);
        if (failure === null) report(error);
        else if (wanted) setFound(failure);
      },
    );
    return () => {
      wanted = false;
    };
  }, [a, b]);
  return (
    <Dialog title="What differs" onClose={onClose}>
      <dl className={styles.two}>
        <div>
          <dt>− {a.name}</dt>
        </div>
        <div>
          <dt>+ {b.name}</dt>
        </div>
      </dl>
      {found === null ? <Progress label="Comparing" value={null} /> : <Findings found={found} />}
    </Dialog>
  );
}

function Findings({ found }: { readonly found: Comparison | Failure }) {
  if ('message' in found) return <p role="alert">{found.message}</p>;
  const { memoryPages, memoryBytes, diskPages, diskBytes, console: lines } = found;
  return (
    <>
      <p role="status" className={styles.sums}>
        Memory: {pagesText(memoryPages, memoryBytes)}. Disk: {pagesText(diskPages, diskBytes)}.
      </p>
      {lines.length === 0 ? (
        <p className={styles.dim}>The text on the console is the same.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too.
        <section className={styles.lines} aria-label="Console" tabIndex={0}>
          {lines.slice(0, MOST_LINES).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change.
            <div key={index} data-side={line.startsWith('-') ? 'a' : 'b'}>
              {line.startsWith('-') ? '−' : '+'} {line.slice(1)}
            </div>
          ))}
          {lines.length > MOST_LINES ? <div>… {lines.length - MOST_LINES} more</div> : null}
        </section>
      )}
    </>
  );
}

function pagesText(pages: number, bytes: number): string {
  if (pages === 0) return 'the same';
  const counted = pages === 1 ? '1 page' : `${pages.toLocaleString('en')} pages`;
  return `${bytesText(bytes)} in ${counted} ${pages === 1 ? 'differs' : 'differ'}`;
}
