import { type Clock, systemClock } from '../base/clock.ts';
import { TransportError } from '../base/errors.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { HttpError } from './refusal.ts';
import { request } from './request.ts';

/** Longest time for one call with all its retries, unless it says otherwise. */
const CALL_DEADLINE_MS = 30_000;

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

export function createApi(options: ApiOptions): Api {
  const clock = options.clock ?? systemClock;
  const fetch = authorizedFetch(options.session, options.fetch);
  const base = options.base.replace(/\/?$/, '/');

  async function send(call: ApiRequest): Promise<Response> {
    const net = watchNetwork(call.onOffline);
    const response = await request(base + call.path.replace(/^\//, ''), content(call, options.locale), {
      operation: call.operation,
      deadlineMs: call.deadlineMs ?? CALL_DEADLINE_MS,
      fetch,
      clock,
      signal: call.signal,
      mayRepeat: (error) => mayRepeat(call, error),
      onRetry: net.failed,
    });
    net.back();
    return response;
  }

  return {
    send,
    async read(call, schema) {
      const response = await send(call);
      const parsed = schema.safeParse(await response.json().catch(() => undefined));
      if (parsed.success) return parsed.data;
      throw malformed(call.operation, parsed.error);
    },
  };
}

const malformed = (operation: string, cause: unknown) =>
  new TransportError('response_malformed', `The response to ${operation} does not match its schema.`, {
    cause,
  });

function content(call: ApiRequest, locale: string | undefined): RequestInit {
  const { method = 'GET', json, body, headers, idempotencyKey } = call;
  const type = json === undefined ? body?.contentType : 'application/json';
  const sent =
    json === undefined ? (body?.bytes as Uint8Array<ArrayBuffer> | undefined) : JSON.stringify(json);
  return {
    method,
    cache: 'no-store',
    redirect: 'manual',
    headers: {
      Accept: 'application/json, application/problem+json',
      ...(locale === undefined ? {} : { 'Accept-Language': locale }),
      ...headers,
      ...(type === undefined ? {} : { 'Content-Type': type }),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': `"${idempotencyKey}"` }),
    },
    ...(sent === undefined ? {} : { body: sent }),
  };
}

/** What a refusal's code says of another try; what was done already must not be done twice. */
function mayRepeat({ method, idempotencyKey }: ApiRequest, error: unknown): boolean | undefined {
  const code = error instanceof HttpError ? error.problem?.code : undefined;
  // Nothing was done yet when a limit was met: that alone makes any request repeatable.
  if (method === 'POST' && idempotencyKey === undefined && code !== 'rate_limited') return false;
  if (code === 'attempts_exhausted' || code === 'upload_quota_exceeded') return false;
  return code === 'idempotency_in_progress' ? true : undefined;
}

/** Says when the network went away during a call, and when it is back. */
function watchNetwork(onOffline: ApiRequest['onOffline']) {
  let isOffline = false;
  const turn = (offline: boolean) => {
    if (offline !== isOffline) onOffline?.(offline);
    isOffline = offline;
  };
  return {
    failed: (error: unknown) => turn(error instanceof TransportError),
    back: () => turn(false),
  };
}

/** What this room asks of a schema of `protocol/`. */
export interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false; error: unknown };
}
