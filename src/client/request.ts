import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { DeadlineError, TransportError } from '../base/errors.ts';
import { isNetworkFault, retryAfterMs } from '../base/http.ts';
import { HttpError, problemIn, refusal, unreachable } from './refusal.ts';

/** Longest time for one try, unless it is to be shorter. */
const TRY_DEADLINE_MS = 20_000;
/** Before the second try, where the server names no time; doubled before each further one. */
const PAUSE_MS = 300;
/** Before the second try at the least, whatever `Retry-After` says; doubled before each further one. */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 3_000;
/** Statuses that another try may overcome. */
const REPEATABLE_STATUSES = [408, 429, 502, 503, 504];

/** How a request is sent, and how often. */
export interface Sending {
  /** Names the call in a {@link DeadlineError}, e.g. `client.me`. */
  readonly operation: string;
  /** Longest time for all tries together. */
  readonly deadlineMs: number;
  /** Longest time for one try. Default 20 000 ms. */
  readonly tryDeadlineMs?: number;
  /** Gives the whole answer: a connection that is cut half-way is a network fault too. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Tries after the first at the most. Default: as many as there is time for. */
  readonly retries?: number;
  /** Has the first word on whether a failure is worth another try; `undefined` leaves it to the failure itself. */
  readonly mayRepeat?: (error: unknown) => boolean | undefined;
  /** Told of each failure that is followed by another try. */
  readonly onRetry?: (error: unknown) => void;
}

/**
 * The one way in which this room sends a request: without cookies and referrer, within a deadline, again where the
 * network or the server fails for a moment. The answer's status is 2xx or 304.
 *
 * @throws TransportError `network_unreachable` or `response_malformed`, BackendError, DeadlineError, CancelledError, and
 *   whatever `fetch` throws that is no network fault.
 */
export async function request(address: string | URL, init: RequestInit, sending: Sending): Promise<Response> {
  const { operation, deadlineMs, signal } = sending;
  let last: unknown;
  const onRetry = (error: unknown) => {
    last = error;
    sending.onRetry?.(error);
  };
  const work = (inner: AbortSignal) =>
    sendUntil({ address, init, sending: { ...sending, onRetry }, signal: inner });
  try {
    return await withDeadline(operation, deadlineMs, work, signal);
  } catch (error) {
    // Why the tries failed says more than that there was no time for another.
    throw refusal(error instanceof DeadlineError ? (last ?? error) : error);
  }
}

interface Work {
  readonly address: string | URL;
  readonly init: RequestInit;
  readonly sending: Sending;
  readonly signal: AbortSignal;
}

async function sendUntil(work: Work): Promise<Response> {
  const { clock, deadlineMs, retries = Number.POSITIVE_INFINITY, onRetry } = work.sending;
  const endsAtMs = clock.nowMs() + deadlineMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await sendOnce(work);
    } catch (error) {
      const isLast = failures > retries || work.signal.aborted;
      if (isLast || !isRepeatable(error, work.sending, endsAtMs - clock.nowMs())) throw error;
      onRetry?.(error);
      await clock.sleep(pauseMs(error, failures), work.signal);
    }
  }
}

async function sendOnce({ address, init, sending, signal }: Work): Promise<Response> {
  const { operation, tryDeadlineMs = TRY_DEADLINE_MS } = sending;
  const send = (inner: AbortSignal) =>
    sending.fetch(
      new Request(address, { credentials: 'omit', referrerPolicy: 'no-referrer', ...init, signal: inner }),
    );
  const response = await withDeadline(operation, tryDeadlineMs, send, signal).catch((error) => {
    throw error instanceof DeadlineError || isNetworkFault(error) ? unreachable(error) : error;
  });
  if (response.ok || response.status === 304) return response;
  throw new HttpError(response, await problemIn(response));
}

function isRepeatable(error: unknown, { mayRepeat }: Sending, remainingMs: number): boolean {
  const told = mayRepeat?.(error);
  if (told !== undefined) return told;
  if (error instanceof TransportError) return error.retryable;
  if (!(error instanceof HttpError) || !REPEATABLE_STATUSES.includes(error.response.status)) return false;
  return (retryAfterMs(error.response.headers) ?? 0) <= remainingMs;
}

/** A server that says `Retry-After: 0` without end is not asked without a pause. */
function pauseMs(error: unknown, failures: number): number {
  const asked = error instanceof HttpError ? retryAfterMs(error.response.headers) : undefined;
  const least = (asked === undefined ? PAUSE_MS : SHORTEST_PAUSE_MS) * 2 ** (failures - 1);
  return Math.max(asked ?? 0, Math.min(least, LONGEST_PAUSE_MS));
}
