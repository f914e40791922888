import { useId } from 'react';
import { Figure } from '../../kinds/Figure.tsx';
import styles from './Diagram.module.css';
import { layOut, WIDTH } from './layout.ts';
import { amountText, exactText } from './live.ts';
import { Arrow, Box, Label } from './parts.tsx';
import { type Answer, describe, type Picture } from './picture.ts';

interface DiagramProps {
  readonly picture: Picture;
  /** Whether the numbers in it come from a machine. */
  readonly isLive: boolean;
}

/** A picture as a drawing and as three questions with their answers. */
export function Diagram({ picture, isLive }: DiagramProps) {
  const id = useId();
  const { height, boxes, arrows, labels } = layOut(picture);
  return (
    <figure className={styles.diagram}>
      <svg
        className={styles.drawing}
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-desc`}
        viewBox={`0 0 ${WIDTH} ${height}`}
      >
        <title id={`${id}-title`}>{picture.title}</title>
        <desc id={`${id}-desc`}>{describe(picture)}</desc>
        {boxes.map((one) => (
          <Box key={`${one.x} ${one.y}`} {...one} />
        ))}
        {arrows.map((one) => (
          <Arrow key={`${one.x} ${one.top}`} {...one} />
        ))}
        {labels.map((one) => (
          <Label key={`${one.x} ${one.y}`} {...one} />
        ))}
      </svg>
      <figcaption className={styles.answers}>
        <dl>
          <Said question="Who executes the guest’s instructions?" answer={picture.executes} />
          <Said question="What leaves the guest?" answer={picture.leaves} />
          <Said question="What is shared?" answer={picture.shares} />
        </dl>
        <p className={styles.note}>
          {isLive
            ? 'The numbers are of what this machine has done, drawn where such a system would have it; modelled ones rest on what the tab Model assumes at first.'
            : 'No machine runs. Start one, and its own numbers stand here.'}
        </p>
      </figcaption>
    </figure>
  );
}

interface SaidProps {
  readonly question: string;
  readonly answer: Answer;
}

function Said({ question, answer: { text, counts } }: SaidProps) {
  const counted = counts.filter((count) => count !== null);
  return (
    <div className={styles.answer}>
      <dt>{question}</dt>
      <dd>
        {text}
        {counted.map((count) => (
          <span key={exactText(count)} className={styles.count}>
            <Figure kind={count.kind} origin={exactText(count)}>
              {amountText(count)}
            </Figure>{' '}
            {count.label}
            {count.detail}
          </span>
        ))}
      </dd>
    </div>
  );
}
