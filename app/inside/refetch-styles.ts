/**
 * Fetches style sheets anew that could not be fetched. Vite adds each only once, so a part of the page that is fetched a
 * second time would come without its own. Resolves when all are there or have failed again.
 */
export async function refetchStyles(): Promise<void> {
  const links = document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]');
  await Promise.all([...links].filter(({ sheet }) => sheet === null).map(refetch));
}

function refetch(failed: HTMLLinkElement): Promise<void> {
  // Safe: the clone of a link is a link.
  const link = failed.cloneNode() as HTMLLinkElement;
  return new Promise((resolve) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => resolve());
    failed.replaceWith(link);
  });
}
