import { useJobs } from '../library/jobs.ts';
import { JobRow } from './JobRow.tsx';
import styles from './Jobs.module.css';

/** What the library is busy with, and how it went. */
export function Jobs() {
  const jobs = useJobs((state) => state.jobs);
  return (
    <ul className={styles.jobs} aria-label="Activity" aria-live="polite">
      {jobs.map((job) => (
        <JobRow key={job.key} job={job} />
      ))}
    </ul>
  );
}
