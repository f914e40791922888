import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import styles from './FindBar.module.css';
import type { Finder, FindResults } from './finder.ts';

interface FindBarProps {
  readonly finder: Finder;
  readonly onClose: () => void;
}

/** Finds upwards from the newest line, as the latest is what was usually meant. */
export function FindBar({ finder, onClose }: FindBarProps) {
  const [text, setText] = useState('');
  const [results, setResults] = useState<FindResults | null>(null);
  const inputRef = useRef<HTMLInputElement>(null);

  useEffect(() => {
    inputRef.current?.focus();
    const stop = finder.watchResults(setResults);
    return () => {
      stop();
      finder.clear();
    };
  }, [finder]);

  const search = (wanted: string): void => {
    setText(wanted);
    if (wanted === '') {
      finder.clear();
      setResults(null);
    } else {
      finder.findNewest(wanted);
    }
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onClose();
    else if (event.key !== 'Enter' || text === '') return;
    else if (event.shiftKey) finder.findNewer(text);
    else finder.findOlder(text);
    event.preventDefault();
  };

  return (
    <search className={styles.bar} aria-label="Find in console">
      <input
        ref={inputRef}
        className={styles.input}
        aria-label="Text to find"
        placeholder="Find"
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(event) => search(event.target.value)}
        onKeyDown={handleKey}
      />
      <span className={styles.count} role="status">
        {text === '' ? '' : countText(results)}
      </span>
      <Button
        label="Previous match"
        icon="up"
        compact="always"
        disabled={text === ''}
        onClick={() => finder.findOlder(text)}
      />
      <Button
        label="Next match"
        icon="down"
        compact="always"
        disabled={text === ''}
        onClick={() => finder.findNewer(text)}
      />
      <Button label="Close find" icon="close" compact="always" onClick={onClose} />
    </search>
  );
}

function countText(results: FindResults | null): string {
  if (results === null || results.count === 0) return 'None';
  if (results.current === 0) return `${results.count}+`;
  return `${results.current} of ${results.count}`;
}
