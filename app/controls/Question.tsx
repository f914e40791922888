import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import styles from './Question.module.css';

interface QuestionProps {
  readonly title: string;
  /** What is lost, or where it leads. */
  readonly text: string;
  /** Something to look at exactly, such as an address. */
  readonly quote?: string;
  /** The button that does it. */
  readonly verb: string;
  readonly look?: 'primary' | 'danger';
  readonly onYes: () => void;
  /** Another way to do it, with its own button. */
  readonly other?: { readonly verb: string; readonly onYes: () => void };
  readonly onClose: () => void;
}

/** A question with the choice on it. */
export function Question({
  title,
  text,
  quote,
  verb,
  look = 'danger',
  onYes,
  other,
  onClose,
}: QuestionProps) {
  const closing = (work: () => void) => () => {
    onClose();
    work();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className={styles.text}>{text}</p>
      {quote === undefined ? null : <p className={styles.quote}>{quote}</p>}
      <div className={styles.choices}>
        <Button label="Cancel" look="plain" onClick={onClose} />
        {other === undefined ? null : (
          <Button label={other.verb} look="plain" onClick={closing(other.onYes)} />
        )}
        <Button label={verb} look={look} onClick={closing(onYes)} />
      </div>
    </Dialog>
  );
}
