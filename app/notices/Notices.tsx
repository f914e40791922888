import { Button } from '../controls/Button.tsx';
import styles from './Notices.module.css';
import { dismiss, useNotices } from './notices.ts';

/** What went wrong lately, in a corner, until it is dismissed. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div className={styles.notices} role="log" aria-label="Notices">
      {notices.map(({ key, kind, message, stack }) => (
        <div key={key} className={styles.notice} data-kind={kind}>
          <div className={styles.text}>
            {kind === 'bug' ? <p className={styles.title}>Something in this page broke</p> : null}
            <p>{message}</p>
            {stack === null ? null : (
              <details className={styles.details}>
                <summary>Details</summary>
                <pre>{stack}</pre>
              </details>
            )}
          </div>
          <Button label="Dismiss" icon="close" compact="always" onClick={() => dismiss(key)} />
        </div>
      ))}
    </div>
  );
}
