import * as Comlink from 'comlink';
import { create } from 'zustand';
import { toFailure } from '#protocol/failure';
import type { Cancellable, LibraryProgress } from '#protocol/snapshots';
import { report } from '../notices/notices.ts';

/** A file that can be carried away; its address holds while the job is listed. */
export interface CarriedFile {
  readonly name: string;
  readonly url: string;
}

/** How a job went. */
export interface Outcome {
  readonly sentence: string;
  readonly files?: readonly CarriedFile[];
}

/** A long action of the library, and how it ended. */
export interface Job {
  readonly key: number;
  /** What is done, to which snapshot or file. */
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly progress: LibraryProgress | null;
  readonly outcome: Outcome | null;
}

interface JobsState {
  readonly jobs: readonly Job[];
}

/** Of those that have ended, no more than these are listed. */
const MOST_ENDED = 3;

let made = 0;
const broken = new Set<number>();

/** Read anywhere; written by the functions below. */
export const useJobs = create<JobsState>(() => ({ jobs: [] }));

/** Does something that takes a while, with progress and a way to break it off. How it went is listed. */
export async function runJob(
  title: string,
  work: (how: Cancellable) => Promise<Outcome>,
): Promise<void> {
  made++;
  const key = made;
  const job: Job = { key, title, state: 'running', progress: null, outcome: null };
  useJobs.setState(({ jobs }) => ({ jobs: [...jobs, job] }));
  try {
    const outcome = await work(
      Comlink.proxy({
        cancelled: () => broken.has(key),
        onProgress: (progress: LibraryProgress) => change(key, { progress }),
      }),
    );
    change(key, { state: 'done', outcome });
    dropOldest();
  } catch (error) {
    const failure = toFailure(error);
    if (failure === null) report(error);
    if (failure === null || failure.name === 'Cancelled') dismissJob(key);
    else change(key, { state: 'failed', outcome: { sentence: failure.message } });
  } finally {
    broken.delete(key);
  }
}

export function cancelJob(key: number): void {
  broken.add(key);
}

/** Takes what has ended off the list. */
export function dismissJob(key: number): void {
  const { jobs } = useJobs.getState();
  for (const { url } of jobs.find((job) => job.key === key)?.outcome?.files ?? []) {
    URL.revokeObjectURL(url);
  }
  useJobs.setState({ jobs: jobs.filter((job) => job.key !== key) });
}

function dropOldest(): void {
  const ended = useJobs.getState().jobs.filter(({ outcome }) => outcome !== null);
  for (const { key } of ended.slice(0, -MOST_ENDED)) dismissJob(key);
}

function change(key: number, part: Partial<Job>): void {
  useJobs.setState(({ jobs }) => ({
    jobs: jobs.map((job) => (job.key === key ? { ...job, ...part } : job)),
  }));
}
