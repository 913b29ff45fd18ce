// A log-in by redirect from within a frame: the whole window goes to the provider, from there to the callback page on the frame's own
// origin, and on to the page that holds the frame, which hands the answer back in. A window of its own sees nothing of what the frame
// keeps, so that the page to go back to travels in `state`, and the callback page goes to registered pages alone.

const FRAGMENT = 'family-auth-callback';

/** `random`, which has no dot, with the page that the person comes back to. */
export const stateWith = (random: string, returnTo: string): string => `${random}.${returnTo}`;

/** The page in a `state`, where it has one and that is on one of `origins`. */
export function returnToOf(state: string, origins: readonly string[]): URL | null {
  const dot = state.indexOf('.');
  if (dot < 0) return null;
  try {
    const url = new URL(state.slice(dot + 1));
    return origins.includes(url.origin) ? url : null;
  } catch {
    return null; // no state of ours
  }
}

/** The address of `returnTo` with the provider's answer in its fragment; what stood there is kept beside it. */
export function withAnswer(returnTo: URL, search: string): URL {
  const url = new URL(returnTo);
  url.hash = new URLSearchParams({ [FRAGMENT]: search, hash: returnTo.hash }).toString();
  return url;
}

/**
 * The provider's answer, where this page was opened by it, taken out of the page's address. The frame alone holds the verifier and the
 * key without which the code in it is worth nothing.
 *
 * @param issuers the providers whose answer it may be; another element's is left to it.
 */
export function takeAnswer(issuers: readonly string[]): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const answer = fragment.get(FRAGMENT);
  if (answer === null || !issuers.includes(new URLSearchParams(answer).get('iss') ?? '')) return null;
  history.replaceState(
    history.state,
    '',
    `${location.pathname}${location.search}${fragment.get('hash') ?? ''}`,
  );
  return answer;
}
