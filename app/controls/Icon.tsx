import styles from './Icon.module.css';

/** Drawn in a box of 16 by 16, stroked in the text's colour. */
const PATHS = {
  freeze:
    'M8 1.8v12.4M2.6 4.9l10.8 6.2M13.4 4.9 2.6 11.1M6.2 2.6 8 4.2l1.8-1.6M6.2 13.4 8 11.8l1.8 1.6',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6l7.6-4.8z',
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.6v2.9h2.9',
  power: 'M8 2v5.5M4.6 4.2a5.2 5.2 0 1 0 6.8 0',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  look: 'M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11',
  trash: 'M3 4.5h10M6.2 4.5V3h3.6v1.5M4.4 4.5l.6 8.5h6l.6-8.5',
  export: 'M8 10V2.5M5 5.2l3-2.7 3 2.7M3 9.5v3.5h10V9.5',
  import: 'M8 2.5V10M5 7.3l3 2.7 3-2.7M3 9.5v3.5h10V9.5',
  pencil: 'M3 13l.7-3L10.8 3a1.4 1.4 0 0 1 2 2L6 12.2zM9.6 4.2l2.1 2.1',
  check: 'M3 8.5 6.5 12 13 4.5',
  compare: 'M5.5 3v10M10.5 3v10M5.5 3 3 5.5M5.5 3 8 5.5M10.5 13 8 10.5M10.5 13l2.5-2.5',
  inside: 'M1.5 8.5H4l2.2-5.5 3.2 10 2.3-4.5h2.8',
  enlarge: 'M9.5 2.5h4v4M13.5 2.5 9.8 6.2M6.5 13.5h-4v-4M2.5 13.5l3.7-3.7',
  shrink: 'M13.2 6.5h-4v-4M9.2 6.5l4-4M2.8 9.5h4v4M6.8 9.5l-4 4',
  flag: 'M4 14V2.5M4 3h8.5l-2.3 2.9 2.3 2.9H4',
  step: 'M3.5 3.2v9.6l6.6-4.8zM12.8 3.5v9',
  film: 'M2.5 3.5h11v9h-11zM5.4 3.5v9M10.6 3.5v9M2.5 8h2.9M10.6 8h2.9',
  undo: 'M3 6.2h6.4a3.4 3.4 0 0 1 0 6.8H6M3 6.2l3-3M3 6.2l3 3',
  sliders: 'M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6M10.2 3.2v3.6M5.8 9.2v3.6',
  share:
    'M6 7.1 10.4 4.6M6 8.9l4.4 2.5M4.2 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM12 2a1.8 1.8 0 1 0 0 3.6A1.8 1.8 0 0 0 12 2zM12 10.4a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  alert: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={styles.icon}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
