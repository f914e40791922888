import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ConsolePort } from '#protocol/console';
import { Question } from '../controls/Question.tsx';
import { say } from '../notices/notices.ts';
import { usePreferences } from '../preferences/preferences.ts';
import { useTheme } from '../preferences/use-theme.ts';
import { flash } from './bell.ts';
import styles from './ConsoleView.module.css';
import { ConsoleTerminal } from './console-terminal.ts';
import { FindBar } from './FindBar.tsx';
import { KeyBar } from './KeyBar.tsx';
import { openAddress } from './links.ts';
import { readConsoleLook } from './theme.ts';

export interface ConsoleViewHandle {
  focus(): void;
  find(): void;
}

interface ConsoleViewProps {
  readonly ref: Ref<ConsoleViewHandle>;
  readonly name: string;
  /** With a new life the console is opened anew. */
  readonly life: number;
  readonly visible: boolean;
  /** It takes the keyboard as it appears. */
  readonly eager: boolean;
  /** Nobody reads what is typed. */
  readonly dead: boolean;
  readonly openConsole: () => ConsolePort | null;
  /** It is another tab's: nothing is typed, and its size stays. */
  readonly onlyLooks: boolean;
  readonly onContent: (hasContent: boolean) => void;
  readonly onLeave: () => void;
}

/** A machine's console with what belongs to it: find bar, key bar, questions about links. */
export function ConsoleView(props: ConsoleViewProps) {
  const { ref, name, visible, dead } = props;
  const [finding, setFinding] = useState(false);
  const [link, setLink] = useState<URL | null>(null);
  const [ctrlHeld, setCtrlHeld] = useState(false);
  const { hostRef, terminal } = useTerminal(props, {
    handleFind: () => setFinding(true),
    handleLink: setLink,
    handleCtrlUsed: () => setCtrlHeld(false),
  });
  useImperativeHandle(
    ref,
    () => ({ focus: () => terminal?.focus(), find: () => setFinding(true) }),
    [terminal],
  );

  return (
    <section className={styles.console} aria-label={`Console of ${name}`}>
      <div className={styles.frame}>
        <div ref={hostRef} className={styles.host} data-console />
        {finding && terminal !== null ? (
          <FindBar
            finder={terminal.finder}
            onClose={() => {
              setFinding(false);
              terminal.focus();
            }}
          />
        ) : null}
      </div>
      {terminal === null || !visible || dead ? null : (
        <KeyBar
          terminal={terminal}
          ctrlHeld={ctrlHeld}
          onCtrl={(held) => {
            terminal.holdCtrl(held);
            setCtrlHeld(held);
          }}
        />
      )}
      {link === null ? null : (
        <Question
          title="Open this address?"
          text="A link on the console leads there. Whatever runs in the machine can write links."
          quote={link.href}
          verb="Open"
          look="primary"
          onYes={() => openAddress(link)}
          onClose={() => setLink(null)}
        />
      )}
    </section>
  );
}

interface TerminalHandlers {
  readonly handleFind: () => void;
  readonly handleLink: (url: URL) => void;
  readonly handleCtrlUsed: () => void;
}

/** A terminal for as long as the view is mounted; its callbacks are those of the last render. */
function useTerminal(props: ConsoleViewProps, handlers: TerminalHandlers) {
  const { life, visible, dead, onlyLooks } = props;
  const hostRef = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<ConsoleTerminal | null>(null);
  const latest = useRef({ props, handlers });
  useEffect(() => {
    latest.current = { props, handlers };
  });

  useEffect(() => {
    const host = hostRef.current;
    if (host === null) return;
    const label = `Console of ${latest.current.props.name}`;
    const look = readConsoleLook(usePreferences.getState().fontSize);
    const made = new ConsoleTerminal(host, label, look, {
      handleBell: () => flash(host),
      handleFind: () => latest.current.handlers.handleFind(),
      handleLeave: () => latest.current.props.onLeave(),
      handleLink: (url) => latest.current.handlers.handleLink(url),
      handleCopyRefused: () => say('The browser refused to copy. Use its own Copy command.'),
      handleContent: (hasContent) => latest.current.props.onContent(hasContent),
      handleCtrlUsed: () => latest.current.handlers.handleCtrlUsed(),
    });
    setTerminal(made);
    return () => {
      setTerminal(null);
      made.dispose();
    };
  }, []);

  const theme = useTheme();
  const fontSize = usePreferences((state) => state.fontSize);
  const screenReader = usePreferences((state) => state.screenReader);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is read from the tokens, which follow the theme.
  useEffect(() => terminal?.setLook(readConsoleLook(fontSize)), [terminal, theme, fontSize]);
  useEffect(() => terminal?.setScreenReader(screenReader), [terminal, screenReader]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new life, or looking on, is what makes another port.
  useEffect(() => {
    const port = terminal === null ? null : latest.current.props.openConsole();
    if (port !== null) terminal?.connect(port, latest.current.props.onlyLooks);
  }, [terminal, life, onlyLooks]);

  useEffect(() => terminal?.setDead(dead), [terminal, dead]);
  useEffect(() => terminal?.setVisible(visible), [terminal, visible]);
  useEffect(() => {
    const { visible: shown, eager } = latest.current.props;
    if (shown && eager) terminal?.focus();
  }, [terminal]);

  return { hostRef, terminal };
}
