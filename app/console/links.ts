/** The address a link may open: http and https only; null for all else, as the guest may write anything. */
export function safeAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** The text of a link may hide where it goes: `https://bank.example@evil.example` goes to the latter. */
export function isPlain(url: URL): boolean {
  return url.username === '' && url.password === '';
}

/** Opens a new tab that knows nothing of this page. Only after a click of the user. */
export function openAddress(url: URL): void {
  window.open(url.href, '_blank', 'noopener,noreferrer');
}
