import { useEffect, useRef } from 'react';
import type { MachineId } from '#protocol/machine';
import { Button } from '../controls/Button.tsx';
import { bytesText, pauseText } from '../library/words.ts';
import { setNews } from '../machines/fleet.ts';
import type { MachineNews } from '../machines/store.ts';
import { NameForm } from '../snapshots/NameForm.tsx';
import styles from './NewsNote.module.css';

/** How long news stay that nobody touches. */
const STAYS_MS = 12_000;

interface NewsNoteProps {
  readonly id: MachineId;
  readonly name: string;
  readonly news: MachineNews;
  /** The keyboard goes to the console. */
  readonly onConsole: () => void;
}

/** Beside the console, for a while: what was just done with the machine. */
export function NewsNote({ id, name, news, onConsole }: NewsNoteProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (ref.current?.matches(':focus-within, :hover') !== true) setNews(id, null);
    }, STAYS_MS);
    return () => clearInterval(timer);
  }, [id]);
  const close = (): void => {
    if (ref.current?.contains(document.activeElement)) onConsole();
    setNews(id, null);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it, as its button does.
    <div
      ref={ref}
      className={styles.news}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <div className={styles.line}>
        <p role="status" className={styles.text}>
          {newsText(name, news)}
        </p>
        <Button label="Dismiss" icon="close" compact="always" onClick={close} />
      </div>
      {news.kind === 'frozen' && !news.named ? (
        <NameForm
          info={news.info}
          label="Name of the snapshot"
          verb="Name it"
          look="plain"
          onDone={close}
        />
      ) : null}
    </div>
  );
}

function newsText(name: string, news: MachineNews): string {
  switch (news.kind) {
    case 'frozen':
      return `Frozen${news.named ? ` as “${news.info.name}”` : ''} in ${pauseText(news.info.pauseMs)}, ${bytesText(news.info.newBytes)} new.`;
    case 'resumed':
      return news.kept === null
        ? `${name} is as it was in “${news.name}”.`
        : `${name} is as it was in “${news.name}”. What it was before is kept as “${news.kept}”.`;
    case 'copied': {
      if (news.identity === null) {
        return `${name} is a copy. It could not be given a host name, a network address and random numbers of its own.`;
      }
      const { hostName, mac } = news.identity;
      const address = mac === null ? '' : `, network address ${mac}`;
      return `${name} is a copy with an identity of its own: host name ${hostName}${address}, fresh random numbers.`;
    }
  }
}
