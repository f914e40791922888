import type { ComponentProps } from 'react';
import styles from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** Its name, shown unless `compact`. */
  readonly label: string;
  readonly icon?: IconName;
  readonly look?: 'quiet' | 'plain' | 'primary' | 'danger';
  /** `always`: only the icon; `narrow`: only the icon where there is little room. */
  readonly compact?: 'always' | 'narrow' | 'never';
  /** What is shown of its name where there is very little room. */
  readonly short?: string;
}

export function Button({
  label,
  icon,
  look = 'quiet',
  compact = 'never',
  short,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`${styles.button} ${className ?? ''}`}
      data-look={look}
      data-compact={compact}
      aria-label={label}
      title={compact === 'never' ? undefined : label}
      {...rest}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {compact === 'always' ? null : (
        <span className={styles.label} data-shortened={short !== undefined}>
          {label}
        </span>
      )}
      {short === undefined ? null : <span className={styles.short}>{short}</span>}
    </button>
  );
}
