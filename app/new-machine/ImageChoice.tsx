import { useId } from 'react';
import { IMAGES, imageFiles } from '#images/catalog';
import styles from './ImageChoice.module.css';

interface ImageChoiceProps {
  readonly imageId: string;
  readonly onChange: (imageId: string) => void;
}

/** One card an image. */
export function ImageChoice({ imageId, onChange }: ImageChoiceProps) {
  const name = useId();
  return (
    <fieldset className={styles.images}>
      <legend className={styles.legend}>Image</legend>
      {IMAGES.map((image) => (
        <label key={image.id} className={styles.image}>
          <input
            type="radio"
            className={styles.radio}
            name={name}
            checked={image.id === imageId}
            aria-describedby={`${name}-${image.id}`}
            onChange={() => onChange(image.id)}
          />
          <span className={styles.card}>
            <span className={styles.title}>
              {image.title}
              <span className={styles.size}>{downloadText(imageFiles(image))}</span>
            </span>
            <span id={`${name}-${image.id}`} className={styles.summary}>
              {image.summary}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function downloadText(files: readonly { readonly bytes: number }[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
