import { useRef, useState } from 'react';
import type { MachineId } from '#protocol/machine';
import { ConsoleStill } from '../console/ConsoleStill.tsx';
import { ConsoleView, type ConsoleViewHandle } from '../console/ConsoleView.tsx';
import { panelId, tabId } from '../header/panel-ids.ts';
import { newestOf, useLibrary } from '../library/store.ts';
import { clientOf } from '../machines/fleet.ts';
import { hasEnded, isStarting } from '../machines/phase.ts';
import { useMachine, useMachines } from '../machines/store.ts';
import { perform } from '../machines/verbs.ts';
import { lookOnPort } from '../opening/look-on.ts';
import { OpeningCard } from '../opening/OpeningCard.tsx';
import { handleGone, type Offer, useOpening } from '../opening/opening.ts';
import { PastLabel } from '../timeline/PastLabel.tsx';
import { TimelineBar } from '../timeline/TimelineBar.tsx';
import { EndStrip } from './EndStrip.tsx';
import { type AskedVerb, MachineBar } from './MachineBar.tsx';
import styles from './MachinePanel.module.css';
import { NewsNote } from './NewsNote.tsx';
import { StartingOverlay } from './StartingOverlay.tsx';

interface MachinePanelProps {
  readonly id: MachineId;
  readonly onAsk: (id: MachineId, verb: AskedVerb) => void;
  readonly onNew: () => void;
  readonly onSnapshots: () => void;
}

/** One machine on the page. Out of focus it is only hidden: its console goes on. */
export function MachinePanel({ id, onAsk, onNew, onSnapshots }: MachinePanelProps) {
  const machine = useMachine(id);
  const focused = useMachines((state) => state.focusedId === id);
  const offer = useOpening(({ offer: made }) => (made?.machineId === id ? made : null));
  const [hasContent, setHasContent] = useState(false);
  const consoleRef = useRef<ConsoleViewHandle>(null);
  if (machine === undefined) return null;
  const { config, status, life, news } = machine;
  const focusConsole = (): void => consoleRef.current?.focus();

  return (
    <div
      role="tabpanel"
      id={panelId(id)}
      className={styles.panel}
      aria-labelledby={tabId(id)}
      data-phase={status.phase}
      hidden={!focused}
    >
      <MachineBar
        machine={machine}
        onAsk={(verb) => onAsk(id, verb)}
        onFind={() => consoleRef.current?.find()}
        onConsole={focusConsole}
      />
      <div className={styles.screen} data-ended={hasEnded(status) && offer === null}>
        <ConsoleView
          ref={consoleRef}
          name={config.name}
          life={life}
          visible={focused}
          eager={offer === null}
          dead={hasEnded(status)}
          openConsole={() =>
            offer?.lookingOn
              ? lookOnPort(offer.info.lineage, handleGone)
              : (clientOf(id)?.openConsole() ?? null)
          }
          onlyLooks={offer?.lookingOn ?? false}
          onContent={setHasContent}
          onLeave={() => document.getElementById(tabId(id))?.focus()}
        />
        {offer !== null && !hasContent && (offer.lookingOn || offer.failure === null) ? (
          <LastSeen offer={offer} />
        ) : null}
        {offer === null ? <PastLabel id={id} status={status} /> : null}
        {news === null || status.phase === 'rewound' ? null : (
          <>
            {news.kind === 'frozen' ? <div key={news.key} className={styles.frost} /> : null}
            <NewsNote
              key={`note-${news.key}`}
              id={id}
              name={config.name}
              news={news}
              onConsole={focusConsole}
            />
          </>
        )}
        {offer === null ? null : (
          <OpeningCard
            offer={offer}
            ready={status.phase === 'paused'}
            onSnapshots={onSnapshots}
            onConsole={focusConsole}
          />
        )}
        {offer === null && isStarting(status) && !hasContent ? (
          <StartingOverlay imageId={config.image} status={status} />
        ) : null}
      </div>
      {offer === null ? (
        <TimelineBar
          key={life}
          id={id}
          name={config.name}
          status={status}
          visible={focused}
          onConsole={focusConsole}
        />
      ) : null}
      {offer === null ? (
        <EndStrip
          machine={machine}
          onNew={onNew}
          onStartAgain={() => {
            perform(id, 'reset');
            focusConsole();
          }}
        />
      ) : null}
    </div>
  );
}

/** What the machine showed when it was saved last, which changes as another tab goes on saving it. */
function LastSeen({ offer: { info } }: { readonly offer: Offer }) {
  const { machine, picture } =
    useLibrary(({ snapshots }) => newestOf(snapshots, info.lineage)) ?? info;
  return <ConsoleStill name={machine.name} picture={picture} />;
}
