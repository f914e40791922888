import { create } from 'zustand';
import { IMAGES } from '#images/catalog';
import { type Failure, toFailure } from '#protocol/failure';
import type { MachineId, MachineStatus } from '#protocol/machine';
import type { SnapshotInfo } from '#protocol/snapshots';
import { isAnythingStored } from '../library/anything-stored.ts';
import { askLibrary } from '../library/library.ts';
import { newestOf, refreshSnapshots, useLibrary } from '../library/store.ts';
import { clientOf, removeMachine, startMachine } from '../machines/fleet.ts';
import { standAtAny, takeOver as takeFromOtherTab } from '../machines/freezing.ts';
import { defaultConfig, freeName } from '../machines/machine-config.ts';
import { hasEnded, isLive } from '../machines/phase.ts';
import { useMachines } from '../machines/store.ts';
import { perform, start } from '../machines/verbs.ts';
import { report } from '../notices/notices.ts';

/** A library that does not tell by then is not waited for: the page starts a machine. */
const LIBRARY_WAIT_MS = 5000;

/** The last machine, standing as it was saved until somebody goes on with it. */
export interface Offer {
  readonly machineId: MachineId;
  readonly info: SnapshotInfo;
  /** When it was last seen with changes that were not saved. */
  readonly unsavedAt: number | null;
  /** Why it does not stand there. */
  readonly failure: Failure | null;
  /** Another tab has the machine, and its console is looked at. */
  readonly lookingOn: boolean;
  /** That tab has let go of it since. */
  readonly gone: boolean;
  /** Continue was chosen. */
  readonly continuing: boolean;
}

export interface OpeningState {
  /** Whether there is a last machine is not known yet. */
  readonly looking: boolean;
  readonly offer: Offer | null;
}

/** Read anywhere; written by this file alone. */
export const useOpening = create<OpeningState>(() => ({ looking: true, offer: null }));

/** Opens the page: with the last machine as it was, or with a new one where there is none. */
export async function openPage(): Promise<void> {
  const last = await lastMachine();
  if (last === null) startNew();
  else offer(last);
  useOpening.setState({ looking: false });
}

/** The machine of the offer goes on. */
export async function continueLast(): Promise<void> {
  const { offer: standing } = useOpening.getState();
  if (standing === null || standing.continuing) return;
  change({ continuing: true });
  const { phase } = clientOf(standing.machineId)?.status ?? { phase: 'off' };
  if (phase === 'paused') perform(standing.machineId, 'resume');
}

/** Takes the machine of the offer from the tab that has it; it runs on here. */
export async function takeOver(): Promise<void> {
  const { offer: standing } = useOpening.getState();
  const client = standing === null ? undefined : clientOf(standing.machineId);
  if (standing === null || client === undefined) return;
  const newest = newestOf(useLibrary.getState().snapshots, standing.info.lineage);
  change({ failure: null, lookingOn: false, gone: false, continuing: true, unsavedAt: null });
  await stand(takeFromOtherTab(client, newest ?? standing.info));
}

/** Shows the console of the machine that another tab has. */
export function lookOn(): void {
  change({ lookingOn: true, gone: false });
}

/** No tab has the machine any more whose console is shown. */
export function handleGone(): void {
  change({ gone: true });
}

/** A new machine of the usual kind, beside the one that stands there; one that does not stand there goes. */
export function startNew(): void {
  const [image] = IMAGES;
  if (image === undefined) return;
  const { offer: standing } = useOpening.getState();
  if (standing !== null && standing.failure !== null) removeMachine(standing.machineId);
  const taken = useMachines.getState().entries.map(({ config }) => config.name);
  start(defaultConfig(image, freeName(image.id, taken)));
}

/** The newest snapshot there is that is no replay; null, too, where the library cannot be asked. */
async function lastMachine(): Promise<SnapshotInfo | null> {
  try {
    const late = new Promise<false>((resolve) => setTimeout(resolve, LIBRARY_WAIT_MS, false));
    if (!(await Promise.race([isAnythingStored(), late]))) return null;
    await Promise.race([refreshSnapshots(), late]);
  } catch (error) {
    report(error);
  }
  return useLibrary.getState().snapshots?.find(({ kind }) => kind !== 'replay') ?? null;
}

function offer(info: SnapshotInfo): void {
  const { client, begun } = startMachine({
    kind: 'snapshot',
    config: info.machine,
    id: info.id,
    lineage: info.lineage,
    options: { as: 'same', paused: true },
  });
  useOpening.setState({
    offer: {
      machineId: client.id,
      info,
      unsavedAt: null,
      failure: null,
      lookingOn: false,
      gone: false,
      continuing: false,
    },
  });
  askLibrary((api) => api.unsavedAt(info.lineage)).then(
    (unsavedAt) => change({ unsavedAt }),
    report,
  );
  const standing = standAtAny(client, info, begun);
  void stand(standing.then((at) => change({ info: at })));
  watchOffered(client.id);
}

/** The offer ends when its machine goes on, by whatever button, key or script, was removed, or ended while it stood there. */
function watchOffered(id: MachineId): void {
  let seen: MachineStatus | undefined;
  const stop = useMachines.subscribe(({ entries }) => {
    const status = entries.find((entry) => entry.id === id)?.status;
    if (status !== undefined && status === seen) return;
    const stood = seen?.phase === 'paused';
    seen = status;
    // Who waits for it looks for what has taken its place.
    if (status?.phase === 'failed' && status.failure.name === 'SnapshotMissing') return;
    if (status?.phase === 'failed' && !(stood && status.failure.name !== 'MachineElsewhere')) {
      change({ failure: status.failure, continuing: false, lookingOn: false, gone: false });
      return;
    }
    if (status !== undefined && !isLive(status) && !hasEnded(status)) return;
    stop();
    useOpening.setState({ offer: null });
  });
}

/** Waits until the machine of the offer stands there; why it does not becomes part of the offer. */
async function stand(begun: Promise<unknown>): Promise<void> {
  try {
    await begun;
  } catch (error) {
    const failure = toFailure(error);
    if (failure === null) report(error);
    const message = 'A mistake in this page kept the machine from being opened.';
    change({ failure: failure ?? { name: 'EmulatorCrashed', message }, continuing: false });
    return;
  }
  const { offer: standing } = useOpening.getState();
  if (standing?.continuing && clientOf(standing.machineId)?.status.phase === 'paused') {
    perform(standing.machineId, 'resume');
  }
}

function change(part: Partial<Offer>): void {
  useOpening.setState(({ offer: standing }) => ({
    offer: standing === null ? null : { ...standing, ...part },
  }));
}
