import { useEffect, useId, useRef, useState } from 'react';
import type { MachineId, MachineStatus } from '#protocol/machine';
import { clientOf } from '../machines/fleet.ts';
import { rateText } from '../machines/pulse.ts';
import { usePulseText } from '../machines/store.ts';
import { report } from '../notices/notices.ts';
import styles from './RateDial.module.css';

/** From halted to as fast as it goes. */
const RATES = [0, 0.001, 0.01, 0.1, 1, 10, 100, 'max'] as const;

const USUAL = RATES.indexOf(1);

interface RateDialProps {
  readonly id: MachineId;
  readonly status: MachineStatus;
}

/** How fast this machine's time goes: the dial is what is wished, the figure what was measured. */
export function RateDial({ id, status }: RateDialProps) {
  const [wished, setWished] = useState(USUAL);
  const inputId = useId();
  useEffect(() => {
    let shown = true;
    // A script may have set it, or it was set before a reset.
    clientOf(id)
      ?.call((api) => api.tempo())
      .then(({ rate }) => {
        const notch = RATES.findIndex((known) => Object.is(known, rate));
        if (shown && notch !== -1) setWished(notch);
      })
      .catch(() => {});
    return () => {
      shown = false;
    };
  }, [id]);
  const runs = status.phase === 'running' || status.phase === 'booting';
  const measured = usePulseText(id, (pulse) => rateText(runs ? (pulse?.rate ?? null) : null));
  const notch = status.phase === 'paused' ? 0 : wished;
  const set = (next: number): void => {
    const rate = RATES[Math.min(RATES.length - 1, Math.max(0, next))];
    if (rate === undefined) return;
    if (rate !== 0) setWished(RATES.indexOf(rate));
    const resumes = rate !== 0 && status.phase === 'paused';
    clientOf(id)
      ?.call((api) => api.setRate(rate))
      .then(() => (resumes ? clientOf(id)?.resume() : undefined))
      .catch(report);
  };
  const dial = useRef<HTMLInputElement>(null);
  const turn = useRef(set);
  useEffect(() => {
    turn.current = (by) => set(notch + by);
  });
  useEffect(() => {
    const input = dial.current;
    if (input === null) return;
    // React's own listeners of the wheel cannot keep the page from moving.
    const handleWheel = (event: WheelEvent): void => {
      event.preventDefault();
      turn.current(event.deltaY < 0 ? 1 : -1);
    };
    input.addEventListener('wheel', handleWheel, { passive: false });
    return () => input.removeEventListener('wheel', handleWheel);
  }, []);

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
        aria-valuetext={rateWords(RATES[notch])}
        title={`Time goes at ${rateWords(RATES[notch])}`}
        disabled={status.phase === 'rewound'}
        onChange={(event) => set(Number(event.target.value))}
      />
      <output
        className={styles.measured}
        htmlFor={inputId}
        title="Guest time in host time, measured"
      >
        {measured}
      </output>
    </div>
  );
}

function rateWords(rate: (typeof RATES)[number] | undefined): string {
  if (rate === 0) return 'a standstill';
  return rate === 'max' ? 'as fast as it can' : `${rate}×`;
}
