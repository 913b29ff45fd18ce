import ky, { isHTTPError, isNetworkError, isTimeoutError, type Options } from 'ky';
import { type Clock, systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { DeadlineError, TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { problemOf, refusal } from './refusal.ts';

/** Longest time for one call with all its retries, unless it says otherwise. */
const CALL_DEADLINE_MS = 30_000;
/** Longest time for one try. */
const TRY_DEADLINE_MS = 20_000;
const LONGEST_PAUSE_MS = 3_000;
/** Before the second try at the least, whatever `Retry-After` says; doubled before each further one. */
const SHORTEST_PAUSE_MS = 50;
/** Bounded by the call's deadline, not by a count. */
const RETRIES = 10_000;

export interface ApiRequest {
  /** Names the call in a {@link DeadlineError}, e.g. `client.me`. */
  readonly operation: string;
  readonly method?: 'GET' | 'PUT' | 'POST';
  /** Under `api_base`. */
  readonly path: string;
  readonly json?: unknown;
  readonly body?: { readonly bytes: Uint8Array; readonly contentType: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes a POST repeatable. */
  readonly idempotencyKey?: string;
  /** Default 30 000 ms. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told when the network goes away during this call, and when it is back. */
  readonly onOffline?: ((offline: boolean) => void) | undefined;
}

/** The backend's API for one session: proofs, retries, deadlines and typed refusals. */
export interface Api {
  /** Sends and reads the answer by `schema`. */
  read<Value>(request: ApiRequest, schema: Schema<Value>): Promise<Value>;
  /** Sends; the answer's status is 2xx or 304. */
  send(request: ApiRequest): Promise<Response>;
}

/** What every call goes through. */
export interface ApiOptions {
  readonly base: string;
  readonly session: LoginSession;
  readonly locale?: string | undefined;
  readonly fetch: Fetch;
  readonly clock?: Clock;
}

const createHttpClient = ({ base, session, fetch, locale }: ApiOptions) =>
  ky.create({
    prefix: base,
    fetch: authorizedFetch(session, fetch),
    throwHttpErrors: (status) => status !== 304,
    timeout: TRY_DEADLINE_MS,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
    headers: {
      Accept: 'application/json, application/problem+json',
      ...(locale === undefined ? {} : { 'Accept-Language': locale }),
    },
  });

export function createApi(options: ApiOptions): Api {
  const clock = options.clock ?? systemClock;
  const client = createHttpClient(options);

  async function send(request: ApiRequest): Promise<Response> {
    const deadlineMs = request.deadlineMs ?? CALL_DEADLINE_MS;
    const endsAtMs = clock.nowMs() + deadlineMs;
    const net = watchNetwork(request.onOffline);
    const path = request.path.replace(/^\//, '');
    try {
      return await withDeadline(
        request.operation,
        deadlineMs,
        async (signal) => {
          const response = await client(path, {
            ...content(request),
            signal,
            retry: retryRules(request, () => endsAtMs - clock.nowMs()),
            hooks: {
              beforeRetry: [
                async ({ error, retryCount }) => {
                  net.failed(error);
                  await clock.sleep(extraPauseMs(error, retryCount), signal);
                },
              ],
            },
          });
          net.back();
          return response;
        },
        request.signal,
      );
    } catch (error) {
      throw refusal(error instanceof DeadlineError ? (net.lastError() ?? error) : error);
    }
  }

  return {
    send,
    async read(request, schema) {
      const response = await send(request);
      const parsed = schema.safeParse(await response.json().catch(() => undefined));
      if (parsed.success) return parsed.data;
      throw malformed(request.operation, parsed.error);
    },
  };
}

const malformed = (operation: string, cause: unknown) =>
  new TransportError('response_malformed', `The response to ${operation} does not match its schema.`, {
    cause,
  });

function content({ method = 'GET', json, body, headers, idempotencyKey }: ApiRequest): Options {
  return {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'Content-Type': body.contentType }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': `"${idempotencyKey}"` }),
    },
    ...(json === undefined ? {} : { json }),
    ...(body === undefined ? {} : { body: body.bytes as Uint8Array<ArrayBuffer> }),
  };
}

/** Which failures are worth another try, as long as the deadline allows. */
function retryRules(request: ApiRequest, remainingMs: () => number): NonNullable<Options['retry']> {
  // Nothing was done yet when a limit was met: that alone makes any request repeatable.
  const onlyLimits = request.method === 'POST' && request.idempotencyKey === undefined;
  return {
    limit: RETRIES,
    methods: ['get', 'put', 'post'],
    statusCodes: [408, 429, 502, 503, 504],
    afterStatusCodes: [429, 503],
    backoffLimit: LONGEST_PAUSE_MS,
    retryOnTimeout: true,
    shouldRetry({ error }) {
      if (onlyLimits && !(isHTTPError(error) && problemOf(error)?.code === 'rate_limited')) return false;
      if (error instanceof TransportError) return error.retryable;
      if (!isHTTPError(error)) return undefined;
      const code = problemOf(error)?.code;
      if (code === 'attempts_exhausted' || code === 'upload_quota_exceeded') return false;
      if (code === 'idempotency_in_progress') return true;
      const pauseMs = retryAfterMs(error.response.headers) ?? 0;
      return pauseMs > remainingMs() ? false : undefined;
    },
  };
}

/** A backend that says `Retry-After: 0` without end is not asked without a pause. */
function extraPauseMs(error: unknown, retryCount: number): number {
  const pauseMs = isHTTPError(error) ? retryAfterMs(error.response.headers) : undefined;
  if (pauseMs === undefined) return 0; // ky backs off by itself
  return Math.max(0, Math.min(SHORTEST_PAUSE_MS * 2 ** (retryCount - 1), LONGEST_PAUSE_MS) - pauseMs);
}

/** Remembers why the last try failed, and says when the network went away or is back. */
function watchNetwork(onOffline: ApiRequest['onOffline']) {
  let last: unknown;
  let isOffline = false;
  const turn = (offline: boolean) => {
    if (offline !== isOffline) onOffline?.(offline);
    isOffline = offline;
  };
  return {
    lastError: () => last,
    failed(error: unknown) {
      last = error;
      turn(isNetworkError(error) || isTimeoutError(error) || error instanceof TransportError);
    },
    back: () => turn(false),
  };
}

/** What this room asks of a schema of `protocol/`. */
export interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: unknown };
}
