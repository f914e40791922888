import { type ComponentType, useEffect, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import styles from './Room.module.css';
import { refetchStyles } from './refetch-styles.ts';

/** A room of the panel, fetched when it is first opened; where that fails it says so, and is fetched again when asked. */
export function fetchedRoom(name: string, fetchRoom: () => Promise<ComponentType>): ComponentType {
  let fetched: ComponentType | null = null;
  return function FetchedRoom() {
    const [room, setRoom] = useState<ComponentType | 'fetching' | 'missing'>(
      () => fetched ?? 'fetching',
    );
    useEffect(() => {
      if (room !== 'fetching') return;
      let wanted = true;
      const show = (part: ComponentType): void => {
        fetched = part;
        if (wanted) setRoom(() => part);
      };
      fetchRoom().then(show, () => {
        if (wanted) setRoom('missing');
      });
      return () => {
        wanted = false;
      };
    }, [room]);
    const retry = async (): Promise<void> => {
      await refetchStyles();
      setRoom('fetching');
    };
    if (room === 'fetching') return <p className={styles.room}>Fetching…</p>;
    if (room === 'missing') return <Missing name={name} onRetry={() => void retry()} />;
    const Room = room;
    return <Room />;
  };
}

interface MissingProps {
  readonly name: string;
  readonly onRetry: () => void;
}

function Missing({ name, onRetry }: MissingProps) {
  return (
    <div className={styles.room}>
      <p role="alert">
        The part of this page that shows {name} could not be fetched; the machine and the other tabs
        go on. Check the connection, then try again.
      </p>
      <div>
        <Button label="Try again" look="primary" onClick={onRetry} />
      </div>
    </div>
  );
}
