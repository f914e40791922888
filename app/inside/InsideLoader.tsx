import { type ComponentType, useEffect, useState } from 'react';
import { say } from '../notices/notices.ts';
import { changeInside } from './panel-focus.ts';

interface InsideLoaderProps {
  readonly onClose: () => void;
}

/** The side panel, fetched when it is first opened: until then the page goes without it. */
export function InsideLoader({ onClose }: InsideLoaderProps) {
  const [Inside, setInside] = useState<ComponentType<InsideLoaderProps> | null>(null);
  useEffect(() => {
    let wanted = true;
    const handleMissing = (): void => {
      if (!wanted) return;
      changeInside({ open: false });
      say(
        'The part of this page that looks inside a machine could not be fetched, so its panel stays closed. Check the connection, then reload.',
      );
    };
    import('./Inside.tsx').then((part) => {
      if (wanted) setInside(() => part.Inside);
    }, handleMissing);
    return () => {
      wanted = false;
    };
  }, []);
  return Inside === null ? null : <Inside onClose={onClose} />;
}
