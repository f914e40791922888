import { create } from 'zustand';
import { FailureError, toFailure } from '#protocol/failure';
import type { Cancellable, LibraryProgress } from '#protocol/snapshots';
import type { IconName } from '../controls/Icon.tsx';
import { report } from '../notices/notices.ts';
import { cancellable } from './cancellable.ts';

/** A file that can be carried away; its address holds while the job is listed. */
export interface CarriedFile {
  readonly name: string;
  readonly url: string;
}

/** What can be done next with what a job has made. */
export interface Offer {
  readonly verb: string;
  readonly icon: IconName;
  readonly onYes: () => void;
}

/** How a job went. */
export interface Outcome {
  readonly sentence: string;
  readonly files: readonly CarriedFile[];
  readonly offer: Offer | null;
}

/** What a job has made. */
export interface Result {
  readonly sentence: string;
  /** The browser saves them, and they can be carried away. */
  readonly files?: readonly { readonly name: string; readonly blob: Blob }[];
  readonly offer?: Offer | null;
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
const breakers = new Map<number, AbortController>();

/** Read anywhere; written by the functions below. */
export const useJobs = create<JobsState>(() => ({ jobs: [] }));

type Work = (how: Cancellable, broken: AbortSignal) => Promise<Result>;

/**
 * Does something that takes a while, with progress and a way to break it off: `how` for calls that take it, the signal for
 * work that cannot be told. How it went is listed.
 */
export function runJob(title: string, work: Work): Promise<void> {
  return startJob(title, work).ended;
}

/** The same, for who shows it in another place, too. */
export function startJob(
  title: string,
  work: Work,
): { readonly key: number; readonly ended: Promise<void> } {
  made++;
  return { key: made, ended: perform(made, title, work) };
}

async function perform(key: number, title: string, work: Work): Promise<void> {
  const job: Job = { key, title, state: 'running', progress: null, outcome: null };
  useJobs.setState(({ jobs }) => ({ jobs: [...jobs, job] }));
  const breaker = new AbortController();
  breakers.set(key, breaker);
  const how = cancellable(breaker.signal, (progress) => change(key, { progress }));
  try {
    const { sentence, files = [], offer = null } = await work(how, breaker.signal);
    change(key, { state: 'done', outcome: { sentence, files: files.map(carried), offer } });
  } catch (error) {
    const failure = toFailure(error);
    if (failure === null) report(error);
    if (failure === null || failure.name === 'Cancelled') dismissJob(key);
    else
      change(key, {
        state: 'failed',
        outcome: { sentence: failure.message, files: [], offer: null },
      });
  } finally {
    breakers.delete(key);
    dropOldest();
  }
}

/** The answer of a call that cannot be broken off; once it is cancelled, nobody waits for it any more. */
export async function unlessBroken<Answer>(
  call: Promise<Answer>,
  broken: AbortSignal,
): Promise<Answer> {
  const cancelled = new Promise<never>((_, reject) => {
    broken.addEventListener('abort', () =>
      reject(new FailureError('Cancelled', 'This was broken off.')),
    );
  });
  return Promise.race([call, cancelled]);
}

export function cancelJob(key: number): void {
  breakers.get(key)?.abort();
}

/** Takes what has ended off the list. */
export function dismissJob(key: number): void {
  const { jobs } = useJobs.getState();
  for (const { url } of jobs.find((job) => job.key === key)?.outcome?.files ?? []) {
    URL.revokeObjectURL(url);
  }
  useJobs.setState({ jobs: jobs.filter((job) => job.key !== key) });
}

/** Saved as by a click on a link to a download. */
function carried({ name, blob }: { readonly name: string; readonly blob: Blob }): CarriedFile {
  const file = { name, url: URL.createObjectURL(blob) };
  const link = document.createElement('a');
  link.href = file.url;
  link.download = name;
  link.click();
  return file;
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
