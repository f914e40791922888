import { Button } from '../controls/Button.tsx';
import { usePreferences } from '../preferences/preferences.ts';

/** Opens and closes the side panel. */
export function InsideButton({
  onClick,
}: {
  readonly onClick: (click: { readonly detail: number }) => void;
}) {
  const open = usePreferences((state) => state.inside.open);
  return (
    <Button
      label="Inside"
      icon="inside"
      compact="narrow"
      title="Inside: what the machine does (Ctrl Shift X)"
      aria-keyshortcuts="Control+Shift+X"
      aria-expanded={open}
      onClick={onClick}
    />
  );
}
