import type { Terminal } from '@xterm/xterm';

/** OSC commands that set colours: of the palette, the text, the ground, the cursor. */
const SETTERS = [4, 10, 11, 12] as const;

/** Those that set them back, with nothing to set back here. */
const RESETTERS = [104, 110, 111, 112] as const;

/** Keeps the guest from recolouring the console, which has its colours from the page's theme. It may ask for them. */
export function keepColours({ parser }: Terminal): void {
  for (const command of SETTERS) {
    parser.registerOscHandler(command, (data) => !asksOnly(command, data));
  }
  for (const command of RESETTERS) parser.registerOscHandler(command, () => true);
}

/** Whether the text of an OSC command asks for colours and sets none. */
export function asksOnly(command: (typeof SETTERS)[number], data: string): boolean {
  const fields = data.split(';');
  // Of the palette each colour is named by its number first.
  const colours = command === 4 ? fields.filter((_, index) => index % 2 === 1) : fields;
  return colours.every((colour) => colour === '?');
}
