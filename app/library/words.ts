const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const ABSOLUTE = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `5 s`, `3 min`, `2 h 10 min`, `4 days`: a span, to the precision that matters. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 2 * MINUTE) return `${seconds} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (seconds < 2 * DAY) {
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `${Math.round(seconds / DAY)} days`;
}

/** `just now`, `12 seconds ago`, `3 hours ago`. */
export function agoText(thenMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - thenMs) / 1000);
  // A clock that was set back, or another computer's.
  if (seconds < 0) return seconds > -MINUTE ? 'just now' : absoluteText(thenMs);
  if (seconds < 5) return 'just now';
  if (seconds < MINUTE) return RELATIVE.format(-seconds, 'second');
  if (seconds < HOUR) return RELATIVE.format(-Math.round(seconds / MINUTE), 'minute');
  if (seconds < DAY) return RELATIVE.format(-Math.round(seconds / HOUR), 'hour');
  return RELATIVE.format(-Math.round(seconds / DAY), 'day');
}

/** `just now`, `12 s ago`, `3 min ago`: the same where there is little room. */
export function shortAgoText(thenMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - thenMs) / 1000);
  const isLong = seconds < 5 || seconds >= DAY;
  return isLong ? agoText(thenMs, nowMs) : `${spanText(nowMs - thenMs)} ago`;
}

/** Day and time in full. */
export function absoluteText(timeMs: number): string {
  return ABSOLUTE.format(timeMs);
}

/** Day and time, short. */
export function dateText(timeMs: number): string {
  return DATE.format(timeMs);
}

/** `312 KB`, `14 MB`, `1.2 GB`; two digits at least, whole numbers from ten on. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  let value = bytes;
  let unit = '';
  for (unit of ['KB', 'MB', 'GB', 'TB']) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** `12 ms`, `0.4 ms`, `1.3 s`: how long a guest stood still. */
export function pauseText(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
