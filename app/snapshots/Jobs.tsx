import type { DragEvent } from 'react';
import { Button } from '../controls/Button.tsx';
import { Icon } from '../controls/Icon.tsx';
import { Progress } from '../controls/Progress.tsx';
import { type CarriedFile, cancelJob, dismissJob, type Job, useJobs } from '../library/jobs.ts';
import { bytesText } from '../library/words.ts';
import styles from './Jobs.module.css';

/** What the library is busy with, and how it went. */
export function Jobs() {
  const jobs = useJobs((state) => state.jobs);
  return (
    <ul className={styles.jobs} aria-label="Activity" aria-live="polite">
      {jobs.map((job) => (
        <li key={job.key} className={styles.job} data-state={job.state}>
          {job.outcome === null ? <Running job={job} /> : <Ended job={job} />}
        </li>
      ))}
    </ul>
  );
}

function Running({ job: { key, title, progress } }: { readonly job: Job }) {
  const known = progress !== null && progress.totalBytes > 0;
  return (
    <>
      <div className={styles.text}>
        <p>
          {title}
          {known ? `: ${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}` : null}
        </p>
        <Progress label={title} value={known ? progress.doneBytes / progress.totalBytes : null} />
      </div>
      <Button label="Cancel" look="plain" onClick={() => cancelJob(key)} />
    </>
  );
}

function Ended({ job: { key, title, state, outcome } }: { readonly job: Job }) {
  return (
    <>
      <div className={styles.text}>
        {state === 'failed' ? <p className={styles.title}>{title}</p> : null}
        <p>{outcome?.sentence}</p>
        {outcome?.files?.map((file) => (
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
      </div>
      <Button label="Dismiss" icon="close" compact="always" onClick={() => dismissJob(key)} />
    </>
  );
}

/** Chromium writes the file where it is dropped; others drop its address. */
function carry({ dataTransfer }: DragEvent, { name, url }: CarriedFile): void {
  dataTransfer.setData('DownloadURL', `application/octet-stream:${name}:${url}`);
}
