import { memo, useId, useRef } from 'react';
import type { SnapshotInfo } from '#protocol/snapshots';
import { Button } from '../controls/Button.tsx';
import type { Row } from '../library/forest.ts';
import { useTimeText } from '../library/use-now.ts';
import { absoluteText, agoText, bytesText, spanText } from '../library/words.ts';
import { compareWith } from './panel-store.ts';
import { resume, resumeWord } from './resume.ts';
import { SnapshotDetails } from './SnapshotDetails.tsx';
import styles from './SnapshotRow.module.css';
import { Thumbnail } from './Thumbnail.tsx';
import { useHandOver } from './use-hand-over.ts';

/** Deeper branches are not indented further. */
const MOST_STEPS = 4;

interface SnapshotRowProps {
  readonly row: Row;
  /** Names it in the list. */
  readonly rowKey: string;
  readonly open: boolean;
  /** Its machine is on this page, and no row above is of that machine. */
  readonly here: boolean;
  /** Another one waits for this to be compared with; `self`: this one waits. */
  readonly comparing: 'no' | 'other' | 'self';
  /** It was opened, or closed. */
  readonly onToggle: (rowKey: string) => void;
}

/** One snapshot of the list, and all that can be done with it once it is opened. */
export const SnapshotRow = memo(function SnapshotRow(props: SnapshotRowProps) {
  const { row, rowKey, open, here, comparing, onToggle } = props;
  const { info, depth, branchedFrom } = row;
  const id = useId();
  const ref = useRef<HTMLLIElement>(null);
  useHandOver(ref);
  return (
    <li
      ref={ref}
      className={styles.row}
      data-snapshot
      data-open={open}
      data-branch={depth > 0}
      style={{ marginInlineStart: `calc(${Math.min(depth, MOST_STEPS)} * var(--space-4))` }}
    >
      <div className={styles.main}>
        <button
          type="button"
          className={styles.opener}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => onToggle(rowKey)}
        >
          <Thumbnail picture={info.picture} />
          <span className={styles.words}>
            <span className={styles.name}>{info.name}</span>
            <span className={styles.line}>
              <Ago at={info.createdAt} /> · ran {spanText(info.guestUptimeMs)}
            </span>
            <span className={styles.line}>{costText(info)}</span>
            <Badges info={info} here={here} branchedFrom={branchedFrom} />
          </span>
        </button>
        {comparing === 'no' && open ? null : comparing === 'no' ? (
          <Button
            label={resumeWord(info)}
            icon="play"
            look="plain"
            compact="always"
            aria-label={`${resumeWord(info)} ${info.name}`}
            onClick={() => void resume(info)}
          />
        ) : (
          <Button
            label={comparing === 'self' ? 'Picked' : 'Compare'}
            icon="compare"
            look="plain"
            compact="always"
            disabled={comparing === 'self'}
            aria-label={`Compare with ${info.name}`}
            onClick={() => compareWith(info)}
          />
        )}
      </div>
      {open ? <SnapshotDetails id={id} info={info} /> : null}
    </li>
  );
});

function Ago({ at }: { readonly at: number }) {
  const text = useTimeText((now) => agoText(at, now));
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteText(at)}>
      {text}
    </time>
  );
}

interface BadgesProps {
  readonly info: SnapshotInfo;
  readonly here: boolean;
  readonly branchedFrom: string | null;
}

function Badges({ info, here, branchedFrom }: BadgesProps) {
  if (info.kind === 'kept' && !here && branchedFrom === null) return null;
  return (
    <span className={styles.badges}>
      {here ? (
        <span className={styles.badge} data-kind="here">
          on this page
        </span>
      ) : null}
      {info.kind === 'auto' ? (
        <span
          className={styles.badge}
          title="The next one that it saves by itself takes its place."
        >
          saved by itself
        </span>
      ) : null}
      {info.kind === 'replay' ? (
        <span className={styles.badge} title="What a machine did, to be watched and taken over.">
          replay
        </span>
      ) : null}
      {branchedFrom === null ? null : (
        <span className={styles.badge}>branch of “{branchedFrom}”</span>
      )}
    </span>
  );
}

function costText({ newBytes, sharedBytes }: SnapshotInfo): string {
  return `${bytesText(newBytes)} new, ${bytesText(sharedBytes)} shared`;
}
