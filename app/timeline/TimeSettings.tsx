import type { MachineId, MachineStatus } from '#protocol/machine';
import { USUAL_TEMPO } from '#protocol/tempo';
import type { Timeline } from '#protocol/timeline';
import { Popover } from '../controls/Popover.tsx';
import { clientOf } from '../machines/fleet.ts';
import { report } from '../notices/notices.ts';
import { AmountField } from './AmountField.tsx';
import { cpuCapText, readCpuCap, readPastMiB } from './amounts.ts';
import { RateDial } from './RateDial.tsx';
import styles from './TimeSettings.module.css';
import { capCpu, readTempo, useTempos } from './tempo-store.ts';
import { readTimeline } from './timeline-store.ts';
import { reachText } from './words.ts';

const MIB = 2 ** 20;

const CAPS = [
  { label: '10 k', text: '10 k' },
  { label: '1 M', text: '1 M' },
  { label: '10 M', text: '10 M' },
  { label: 'unlimited', text: '' },
];

const BUDGETS = ['0', '64', '256', '1024', '4096'].map((text) => ({
  label: text === '0' ? 'none' : text,
  text,
}));

interface TimeSettingsProps {
  readonly id: MachineId;
  readonly status: MachineStatus;
  readonly timeline: Timeline;
}

/** What is set now and then: how fast the processor is, and how far the past reaches. */
export function TimeSettings({ id, status, timeline }: TimeSettingsProps) {
  const { instructionsPerSecond } = useTempos(({ tempos }) => tempos.get(id) ?? USUAL_TEMPO);
  const setBudget = (mib: number): void => {
    clientOf(id)
      ?.call((api) => api.setPastBudget(mib * MIB))
      .then(() => readTimeline(id))
      .catch(report);
  };
  const usedMiB = Math.ceil(timeline.bytes / MIB);
  return (
    <Popover label="Processor and past" icon="sliders" onOpen={() => void readTempo(id)}>
      {() => (
        <div className={styles.settings}>
          <div className={styles.narrow}>
            <RateDial id={id} status={status} />
          </div>
          <AmountField
            label="Instructions a second"
            text={cpuCapText(instructionsPerSecond)}
            placeholder="unlimited"
            hint="The most that the processor executes in a second of the guest’s time; its clock goes on as ever."
            quick={CAPS}
            read={readCpuCap}
            onSet={(cap) => void capCpu(id, cap)}
          />
          <AmountField
            label="Memory for the past, in MiB"
            text={String(Math.round(timeline.budgetBytes / MIB))}
            hint={`Of this tab’s memory; ${usedMiB} MiB of it are in use.`}
            quick={BUDGETS}
            read={readPastMiB}
            onSet={setBudget}
          />
          <p className={styles.reach}>{reachText(timeline)}</p>
        </div>
      )}
    </Popover>
  );
}
