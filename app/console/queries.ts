import type { Terminal } from '@xterm/xterm';

/**
 * Keeps a terminal from answering what the guest asks of it: where the cursor is, what it can do. The model in the
 * machine's worker answers that, looked at or not, and two answers would be one too many. Colours only the page knows,
 * so those it tells (OSC 4, 10, 11, 12).
 */
export function leaveQueriesToMachine({ parser }: Terminal): void {
  const swallow = (): boolean => true;
  // Device attributes, device status, modes, settings.
  parser.registerCsiHandler({ final: 'c' }, swallow);
  parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow);
  parser.registerCsiHandler({ final: 'n' }, swallow);
  parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow);
  parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow);
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
}
