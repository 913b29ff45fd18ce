import ky from 'ky';
import { withDeadline } from '../base/deadline.ts';
import { TransportError } from '../base/errors.ts';
import type { Fetch } from '../login/provider.ts';
import { readWhole } from './authorized-fetch.ts';
import { refusal } from './refusal.ts';

const DEADLINE_MS = 20_000;
/** Pauses of 0.3, 0.6, 1.2, 2.4 and 3 s: a network that is away for a moment is not worth a word. */
const RETRY = { limit: 5, backoffLimit: 3_000, statusCodes: [408, 429, 502, 503, 504] };

/**
 * Fetches what a backend shows to anybody: its keys, the texts of its notices. It must come from the very origin that
 * was asked, wherever it redirects to.
 *
 * @param phase names the call in a DeadlineError.
 * @throws TransportError `response_malformed` or `network_unreachable`, BackendError, DeadlineError, CancelledError.
 */
export function fetchPublic(
  phase: string,
  address: string,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal | undefined },
): Promise<Response> {
  const work = async (inner: AbortSignal) =>
    ky(address, {
      fetch: async (input) => readWithinOrigin(address, await fetch(input as Request)),
      signal: inner,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      retry: RETRY,
    });
  return withDeadline(phase, DEADLINE_MS, work, signal).catch((error) => {
    throw refusal(error);
  });
}

async function readWithinOrigin(address: string, response: Response): Promise<Response> {
  if (response.url !== '' && new URL(response.url).origin !== new URL(address).origin) {
    throw new TransportError('response_malformed', 'The backend redirected to another origin.');
  }
  return readWhole(response);
}
