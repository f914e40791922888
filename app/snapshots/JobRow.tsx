import { type DragEvent, useRef } from 'react';
import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { Progress } from '../controls/Progress.tsx';
import {
  type CarriedFile,
  cancelJob,
  dismissJob,
  type Job,
  type Outcome,
} from '../library/jobs.ts';
import { bytesText } from '../library/words.ts';
import styles from './Jobs.module.css';
import { useHandOver } from './use-hand-over.ts';

/** One thing that the library is busy with, or how it went. */
export function JobRow({ job }: { readonly job: Job }) {
  const { key, state, outcome } = job;
  const ref = useRef<HTMLLIElement>(null);
  useHandOver(ref);
  const ended = outcome !== null;
  return (
    <li ref={ref} className={styles.job} data-state={state}>
      <div className={styles.text}>
        {ended ? <Ended job={job} outcome={outcome} /> : <Running job={job} />}
      </div>
      {/* One button, so that it keeps the focus when the job ends. */}
      <Button
        label={ended ? 'Dismiss' : 'Cancel'}
        look={ended ? 'quiet' : 'plain'}
        compact={ended ? 'always' : 'never'}
        {...(ended ? { icon: 'close' as const } : {})}
        onClick={() => (ended ? dismissJob(key) : cancelJob(key))}
      />
    </li>
  );
}

function Running({ job: { title, progress } }: { readonly job: Job }) {
  const known = progress !== null && progress.totalBytes > 0;
  const step = progress?.step;
  return (
    <>
      <p>
        {step === undefined ? title : `${title}, ${step}`}
        {known ? `: ${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}` : null}
      </p>
      <Progress label={title} value={known ? progress.doneBytes / progress.totalBytes : null} />
    </>
  );
}

interface EndedProps {
  readonly job: Job;
  readonly outcome: Outcome;
}

function Ended({ job: { title, state }, outcome: { sentence, files, offer } }: EndedProps) {
  return (
    <>
      {state === 'failed' ? <p className={styles.title}>{title}</p> : null}
      <p>{sentence}</p>
      {files.map((file) => (
        <a
          key={file.name}
          className={styles.file}
          href={file.url}
          download={file.name}
          title="Drag it to a folder, or click to save it again"
          onDragStart={(event) => carry(event, file)}
        >
          <Icon name="export" />
          {file.name}
        </a>
      ))}
      {offer === null ? null : (
        <Button
          className={styles.offer}
          label={offer.verb}
          icon={offer.icon}
          look="plain"
          onClick={offer.onYes}
        />
      )}
    </>
  );
}

/** Chromium writes the file where it is dropped; others drop its address. */
function carry({ dataTransfer }: DragEvent, { name, url }: CarriedFile): void {
  dataTransfer.setData('DownloadURL', `application/octet-stream:${name}:${url}`);
}
