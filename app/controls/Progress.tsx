import styles from './Progress.module.css';

interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; null while nobody can tell. */
  readonly value: number | null;
}

export function Progress({ label, value }: ProgressProps) {
  return (
    <progress
      className={styles.progress}
      aria-label={label}
      max={1}
      {...(value === null ? {} : { value })}
    />
  );
}
