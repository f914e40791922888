import { IMAGES } from '#images/catalog';
import { Button } from './controls/Button.tsx';
import { Globe } from './header/Globe.tsx';
import { defaultConfig } from './machines/machine-config.ts';
import { start } from './machines/verbs.ts';
import styles from './NoMachine.module.css';

/** The last machine was removed. */
export function NoMachine({ onNew }: { readonly onNew: () => void }) {
  const [image] = IMAGES;
  return (
    <section className={styles.empty} aria-label="No machine">
      <Globe size={104} snowing={false} />
      <p>No machine is left on this page.</p>
      <div className={styles.choices}>
        {image === undefined ? null : (
          <Button
            label={`Start ${image.title}`}
            look="primary"
            onClick={() => start(defaultConfig(image, image.id))}
          />
        )}
        <Button label="New machine…" look="plain" onClick={onNew} />
      </div>
    </section>
  );
}
