import { MAXIMUM_MEMORY_MIB } from '#protocol/limits';
import { LARGE_MEMORY_MIB } from '../machines/machine-config.ts';
import { type Draft, draftImage } from './draft.ts';
import { Field } from './Field.tsx';
import styles from './MemoryField.module.css';

const QUICK_MIB = [32, 64, 128, 256, 512, 1024] as const;

interface MemoryFieldProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly refusal: string | undefined;
}

export function MemoryField({ draft, change, refusal }: MemoryFieldProps) {
  const { minimumMemoryMiB: least } = draftImage(draft);
  const large = Number(draft.memory) >= LARGE_MEMORY_MIB;
  return (
    <Field
      label="Memory in MiB"
      type="number"
      inputMode="numeric"
      min={least}
      max={MAXIMUM_MEMORY_MIB}
      value={draft.memory}
      refusal={refusal}
      hint={
        large
          ? 'The browser may refuse this much, most likely on a phone.'
          : `From ${least} to ${MAXIMUM_MEMORY_MIB}.`
      }
      onChange={(event) => change({ memory: event.target.value })}
    >
      <span className={styles.quick}>
        {QUICK_MIB.filter((size) => size >= least).map((size) => (
          <button
            key={size}
            type="button"
            className={styles.size}
            aria-label={`${size} MiB`}
            aria-pressed={draft.memory === String(size)}
            onClick={() => change({ memory: String(size) })}
          >
            {size}
          </button>
        ))}
      </span>
    </Field>
  );
}
