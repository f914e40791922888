import { create } from 'zustand';
import { toFailure } from '#protocol/failure';
import type { MachineId } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { useMachines } from '../machines/store.ts';
import { report } from '../notices/notices.ts';
import { NO_READINGS, type Readings, withReading } from './readings.ts';
import { repeat } from './repeat.ts';

const INTERVAL_MS = 500;

/** Samples that were refused are asked for again. */
const ASK_AGAIN_MS = 5000;

interface CountersState extends Readings {
  /** Whose they are; null: nobody looks, or there is no machine. */
  readonly machineId: MachineId | null;
  /** Which of the machine's workers has counted. */
  readonly life: number;
  /** Why no samples are taken, in a sentence; null where they are, or nobody has refused them yet. */
  readonly samplesRefused: string | null;
}

const NOTHING_READ = { ...NO_READINGS, samplesRefused: null };
const NOBODY: CountersState = { ...NOTHING_READ, machineId: null, life: 0 };

/** What the machine on the screen has counted. Read anywhere; written by `followCounters`. */
export const useCounters = create<CountersState>(() => NOBODY);

/**
 * Reads the counters of the machine on the screen, and has it take samples, until the function that it returns is called;
 * not while nobody sees the page.
 */
export function followCounters(): () => void {
  let watched: Watch | null = null;
  const follow = (): void => {
    const { focusedId, entries } = useMachines.getState();
    const life = entries.find(({ id }) => id === focusedId)?.life ?? 0;
    const isVisible = document.visibilityState === 'visible';
    const wanted = focusedId === null || !isVisible ? null : { machineId: focusedId, life };
    if (watched?.machineId === wanted?.machineId && watched?.life === wanted?.life) return;
    watched?.stop();
    watched = wanted === null ? null : watch(wanted.machineId, wanted.life);
  };
  const unsubscribe = useMachines.subscribe(follow);
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    unsubscribe();
    document.removeEventListener('visibilitychange', follow);
    watched?.stop();
    useCounters.setState(NOBODY);
  };
}

interface Watch {
  readonly machineId: MachineId;
  /** Which of its workers is asked. */
  readonly life: number;
  stop(): void;
}

/** Hidden and seen again, a machine has the readings that it had; another worker has counted nothing of what was before. */
function watch(machineId: MachineId, life: number): Watch {
  const known = useCounters.getState();
  if (known.machineId !== machineId || known.life !== life) {
    useCounters.setState({ ...NOTHING_READ, machineId, life });
  }
  let stopped = false;
  const sampling = new Sampling(machineId);
  const stopReading = repeat(async () => {
    const client = clientOf(machineId);
    // A worker that died answers nothing; what it counted last stays.
    if (client === undefined || client.status.phase === 'failed') return;
    const counters = await refusedAsNull(client.counters());
    if (stopped || counters === null) return;
    void sampling.begin();
    useCounters.setState((state) => withReading(state, counters, performance.now()));
  }, INTERVAL_MS);
  return {
    machineId,
    life,
    stop: () => {
      stopped = true;
      stopReading();
      sampling.end();
    },
  };
}

/** Has one machine take samples. */
class Sampling {
  readonly #machineId: MachineId;
  #state: 'unasked' | 'asked' | 'ended' = 'unasked';
  #refusedAtMs = Number.NEGATIVE_INFINITY;

  constructor(machineId: MachineId) {
    this.#machineId = machineId;
  }

  /** Asks for samples, unless that was done; a while after a refusal it asks again. */
  async begin(): Promise<void> {
    const client = clientOf(this.#machineId);
    const isEarly = performance.now() - this.#refusedAtMs < ASK_AGAIN_MS;
    if (client === undefined || isEarly || this.#state !== 'unasked') return;
    this.#state = 'asked';
    const samplesRefused = await refusal(client.sample(true, 'panel'));
    if (this.#state !== 'asked') return;
    useCounters.setState({ samplesRefused });
    if (samplesRefused === null) return;
    this.#state = 'unasked';
    this.#refusedAtMs = performance.now();
  }

  end(): void {
    if (this.#state === 'asked')
      void clientOf(this.#machineId)?.sample(false, 'panel').catch(reportBug);
    this.#state = 'ended';
  }
}

/** A refusal is the machine's own affair, and on the screen as that: its worker died, or it is not so far. */
async function refusedAsNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    reportBug(error);
    return null;
  }
}

/** Why it was refused, in a sentence; null where it was not. */
async function refusal(answer: Promise<void>): Promise<string | null> {
  try {
    await answer;
    return null;
  } catch (error) {
    reportBug(error);
    return toFailure(error)?.message ?? null;
  }
}

function reportBug(error: unknown): void {
  if (toFailure(error) === null) report(error);
}
