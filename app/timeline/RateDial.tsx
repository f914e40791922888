import { useEffect, useId, useRef } from 'react';
import type { MachineId, MachineStatus } from '#protocol/machine';
import { USUAL_TEMPO } from '#protocol/tempo';
import { rateText } from '../machines/pulse.ts';
import { usePulseText } from '../machines/store.ts';
import styles from './RateDial.module.css';
import { notchOf, RATES, rateWords } from './rates.ts';
import { readTempo, turnTo, useTempos } from './tempo-store.ts';

interface RateDialProps {
  readonly id: MachineId;
  readonly status: MachineStatus;
}

/** How fast this machine's time goes: the dial is what is wished, the figure what was measured. */
export function RateDial({ id, status }: RateDialProps) {
  const inputId = useId();
  useEffect(() => void readTempo(id), [id]);
  const wished = useTempos(({ tempos }) => tempos.get(id) ?? USUAL_TEMPO).rate;
  const stands = status.phase === 'paused' || (status.phase === 'rewound' && !status.playing);
  const rate = stands ? 0 : wished;
  const notch = notchOf(rate);
  const measured = usePulseText(id, (pulse) => rateText(stands ? 0 : (pulse?.rate ?? null)));
  const set = (next: number): void => {
    const turned = RATES[Math.min(RATES.length - 1, Math.max(0, next))];
    if (turned !== undefined) void turnTo(id, turned, stands);
  };
  const dial = useWheel((by) => set(notch + by));

  return (
    <div className={styles.dial}>
      <label htmlFor={inputId} className={styles.label}>
        Time
      </label>
      <input
        ref={dial}
        id={inputId}
        type="range"
        className={styles.input}
        min={0}
        max={RATES.length - 1}
        step={1}
        value={notch}
        aria-valuetext={rateWords(rate)}
        title={`Time goes at ${rateWords(rate)}`}
        onChange={(event) => set(Number(event.target.value))}
      />
      <output
        className={styles.measured}
        htmlFor={inputId}
        title="Guest time in host time, measured"
      >
        {stands ? 'halted' : measured}
      </output>
    </div>
  );
}

/** React's own listeners of the wheel cannot keep the page from moving. */
function useWheel(turn: (by: number) => void) {
  const ref = useRef<HTMLInputElement>(null);
  const latest = useRef(turn);
  useEffect(() => {
    latest.current = turn;
  });
  useEffect(() => {
    const input = ref.current;
    if (input === null) return;
    const handleWheel = (event: WheelEvent): void => {
      event.preventDefault();
      latest.current(event.deltaY < 0 ? 1 : -1);
    };
    input.addEventListener('wheel', handleWheel, { passive: false });
    return () => input.removeEventListener('wheel', handleWheel);
  }, []);
  return ref;
}
