import { Button } from '../controls/Button.tsx';

/** Selects a stretch of the past, for whoever cannot hold Shift and drag. */
export function StretchButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button
      label="Cut a replay"
      icon="film"
      compact="always"
      title="Cut a replay (or drag along the timeline with Shift held)"
      onClick={onClick}
    />
  );
}
