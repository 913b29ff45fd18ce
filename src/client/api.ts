import ky, { isHTTPError, isNetworkError, isTimeoutError, type Options } from 'ky';
import { type Clock, systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { DeadlineError, TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { problemOf, refusal, unreachable } from './refusal.ts';

/** Longest time for one call with all its retries, unless it says otherwise. */
const CALL_DEADLINE_MS = 30_000;
/** Longest time for one try. */
const TRY_DEADLINE_MS = 20_000;
const LONGEST_PAUSE_MS = 3_000;
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

export function createApi(options: {
  readonly base: string;
  readonly session: LoginSession;
  readonly locale?: string | undefined;
  readonly fetch: Fetch;
  readonly clock?: Clock;
}): Api {
  const clock = options.clock ?? systemClock;
  const client = ky.create({
    prefix: options.base,
    fetch: authorizedFetch(options.session, options.fetch),
    throwHttpErrors: (status) => status !== 304,
    timeout: TRY_DEADLINE_MS,
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
    headers: {
      Accept: 'application/json, application/problem+json',
      ...(options.locale === undefined ? {} : { 'Accept-Language': options.locale }),
    },
  });

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
            hooks: { beforeRetry: [({ error }) => net.failed(error)] },
          });
          net.back();
          return response;
        },
        request.signal,
      );
    } catch (error) {
      if (error instanceof DeadlineError && net.fault() !== undefined) throw unreachable(net.fault());
      throw refusal(error);
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

/** Remembers whether the last try failed for want of a network, and says so when that changes. */
function watchNetwork(onOffline: ApiRequest['onOffline']) {
  let fault: unknown;
  return {
    fault: () => fault,
    failed(error: unknown) {
      const offline = isNetworkError(error) || isTimeoutError(error) || error instanceof TransportError;
      if (offline === (fault === undefined)) onOffline?.(offline);
      fault = offline ? error : undefined;
    },
    back() {
      if (fault !== undefined) onOffline?.(false);
      fault = undefined;
    },
  };
}

/** What this room asks of a schema of `protocol/`. */
export interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: unknown };
}
