import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { decodeJwt } from 'jose/jwt/decode';
import { exportJWK } from 'jose/key/export';
import { type Clock, systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { LoginError, TransportError } from '../base/errors.ts';
import { openKeyValueStore } from '../base/key-value-store.ts';
import { type PageSession, PageSessionSchema } from '../protocol/page-session.ts';
import { dpopProof } from './bound-session.ts';
import type { LoginOptions } from './login-core.ts';
import type { Login, LoginSession } from './login-session.ts';
import { inLoginTerms } from './login-terms.ts';
import { discoverProvider, type Fetch } from './provider.ts';
import { openVault, type Vault } from './vault.ts';

/**
 * Asks the portal's own server for a session, for a person who is logged in there: it posts what it is given to your server, which
 * answers what `exchangeForPage` of `family-auth/server` gave.
 *
 * @param request `dpopProof`: to be handed to your server as it is. `tokenEndpoint`: for which it was made.
 *   `reauthenticate`: the backend asks for a fresh log-in, so your server must ask for the password again first.
 * @returns what your server answered, or `null` where nobody is logged in at the portal.
 *
 * @example
 * ```ts
 * import type { SessionProvider } from 'family-auth';
 *
 * const sessionProvider: SessionProvider = async ({ dpopProof, reauthenticate, signal }) => {
 *   const body = JSON.stringify({ dpopProof, reauthenticate });
 *   const response = await fetch('/family-session', { method: 'POST', body, signal });
 *   return response.status === 401 ? null : response.json();
 * };
 * element.sessionProvider = sessionProvider;
 * ```
 */
export type SessionProvider = (request: {
  readonly tokenEndpoint: string;
  readonly dpopProof: string;
  readonly reauthenticate: boolean;
  readonly signal: AbortSignal;
}) => Promise<PageSession | null>;

/** A token that lives less than this is renewed first. */
const RENEW_BEFORE_MS = 30_000;
/** The portal's server may ask the person for something in between. */
const SESSION_DEADLINE_MS = 120_000;
/** A proof, and once more with the nonce; a second nonce, should the first have gone stale meanwhile. */
const TRIES = 3;
/** How old a log-in that was asked to be fresh may be all the same, seconds. */
const FRESH_S = 60;

type Asking = LoginOptions &
  Required<Pick<LoginOptions, 'clock'>> & {
    readonly fetch: Fetch;
    readonly sessionProvider: SessionProvider;
  };

interface Got {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly sub: string;
  readonly authTime: number | undefined;
}

/**
 * A log-in that the portal's server brings along (RFC 8693): nobody is sent anywhere, and the portal's server gets no token that it
 * could use. The key stays with the page, as with any other log-in.
 */
export function createPortalLogin(
  options: LoginOptions & { readonly sessionProvider: SessionProvider },
): Login {
  const { discovery, clientId } = options;
  const clock = options.clock ?? systemClock;
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const asking: Asking = { ...options, clock, fetch };

  async function open(maxAge: number | undefined, signal: AbortSignal): Promise<LoginSession | null> {
    const store = options.store ?? (await openKeyValueStore('family-auth'));
    const vault = openVault(store, discovery.authorization_servers[0]!, clientId);
    const got = await obtain(asking, { vault, reauthenticate: maxAge !== undefined, signal });
    if (got === null) return null;
    const oldestS = clock.epochMs() / 1000 - Math.max(maxAge ?? Number.POSITIVE_INFINITY, FRESH_S);
    if (maxAge !== undefined && (got.authTime ?? 0) < oldestS) throw lapsed();
    const keyPair = await vault.keyPair();
    return portalSession(got, {
      clientId,
      keyPair,
      jkt: await thumbprintOf(keyPair),
      clock,
      again: (inner) => obtain(asking, { vault, reauthenticate: false, signal: inner }),
      forget: () => vault.clear(),
    });
  }

  return {
    restore: ({ signal } = {}) =>
      withDeadline('login.restore', SESSION_DEADLINE_MS, (inner) => open(undefined, inner), signal),
    async start({ maxAge, signal }) {
      const work = (inner: AbortSignal) => open(maxAge, inner);
      const session = await withDeadline('login.start', SESSION_DEADLINE_MS, work, signal).catch((error) => {
        throw inLoginTerms(error);
      });
      if (session === null) throw lapsed();
      return session;
    },
  };
}

/** Asks the portal's server until it gives a session, or says that there is none. */
async function obtain(
  { discovery, clientId, sessionProvider, fetch, clock }: Asking,
  { vault, reauthenticate, signal }: { vault: Vault; reauthenticate: boolean; signal: AbortSignal },
): Promise<Got | null> {
  const { server } = await discoverProvider(discovery, clientId, { fetch, clock, signal });
  const tokenEndpoint = server.token_endpoint!;
  const keyPair = await vault.keyPair();
  let nonce: string | undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const proof = { keyPair, method: 'POST', url: tokenEndpoint, nonce, nowMs: clock.epochMs() };
    const request = { tokenEndpoint, dpopProof: await dpopProof(proof), reauthenticate, signal };
    const answer = await sessionProvider(request).catch((cause: unknown) => {
      throw unanswered(cause);
    });
    if (answer === null) return null;
    const session = PageSessionSchema.safeParse(answer);
    if (!session.success) throw malformed(session.error);
    if (!('dpop_nonce' in session.data)) return checked(session.data, { keyPair, clientId, clock });
    nonce = session.data.dpop_nonce;
  }
  throw new LoginError('login_failed', 'The provider asked for one DPoP nonce after the other.');
}

/** A token for another key, or of another client, would only be refused later and in worse words. */
async function checked(
  { access_token, expires_in }: Extract<PageSession, { access_token: string }>,
  { keyPair, clientId, clock }: Pick<Asking, 'clientId' | 'clock'> & { readonly keyPair: CryptoKeyPair },
): Promise<Got> {
  const { sub, auth_time, client_id, cnf } = claimsOf(access_token);
  const jkt = await thumbprintOf(keyPair);
  if (typeof sub !== 'string' || cnf?.jkt !== jkt) {
    throw new LoginError('login_failed', 'The token of the portal’s server is not bound to this page’s key.');
  }
  if (client_id !== clientId) {
    throw new LoginError(
      'login_failed',
      `The token of the portal’s server is of the client ${String(client_id)}; client-id says ${clientId}.`,
    );
  }
  return {
    accessToken: access_token,
    expiresAtMs: clock.nowMs() + expires_in * 1000,
    sub,
    authTime: typeof auth_time === 'number' ? auth_time : undefined,
  };
}

/** A session that is renewed by asking the portal's server again. */
function portalSession(
  first: Got,
  ground: {
    readonly clientId: string;
    readonly keyPair: CryptoKeyPair;
    readonly jkt: string;
    readonly clock: Clock;
    again(signal: AbortSignal): Promise<Got | null>;
    forget(): Promise<void>;
  },
): LoginSession {
  const { clientId, keyPair, jkt, clock } = ground;
  const nonces = new Map<string, string>();
  let now: Got | null = first;
  let renewing: Promise<Got> | undefined;
  const renewed = async (): Promise<Got> => {
    const got = await withDeadline('login.refresh', SESSION_DEADLINE_MS, (signal) => ground.again(signal));
    // Logged out meanwhile, at the portal or here; or somebody else has logged in at the portal.
    if (got === null || now === null || got.sub !== first.sub) throw lapsed();
    now = got;
    return got;
  };
  /** One at a time; whoever waits gets the same token. */
  const renew = (): Promise<Got> => {
    renewing ??= renewed().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  return {
    sub: first.sub,
    clientId,
    keyPair,
    jkt,
    get authTime() {
      return now?.authTime;
    },
    async headersFor(method, url) {
      if (now === null) throw lapsed();
      const live = now.expiresAtMs - clock.nowMs() < RENEW_BEFORE_MS ? await renew() : now;
      const { accessToken } = live;
      const nonce = nonces.get(new URL(url).origin);
      const proof = await dpopProof({ keyPair, method, url, accessToken, nonce, nowMs: clock.epochMs() });
      return { Authorization: `DPoP ${accessToken}`, DPoP: proof };
    },
    acceptNonce: (url, nonce) => void nonces.set(new URL(url).origin, nonce),
    renew: async () => void (await renew()),
    async logout() {
      now = null;
      await ground.forget();
    },
  };
}

const thumbprintOf = async ({ publicKey }: CryptoKeyPair): Promise<string> =>
  calculateJwkThumbprint(await exportJWK(publicKey), 'sha256');

function claimsOf(token: string): {
  readonly sub?: unknown;
  readonly auth_time?: unknown;
  readonly client_id?: unknown;
  readonly cnf?: { readonly jkt?: unknown };
} {
  try {
    return decodeJwt(token);
  } catch (cause) {
    throw malformed(cause);
  }
}

const lapsed = () =>
  new LoginError('login_required', 'The log-in at the portal has lapsed; the portal’s server must renew it.');

const malformed = (cause: unknown) =>
  new TransportError(
    'response_malformed',
    'What sessionProvider gave is not the answer of exchangeForPage: { access_token, expires_in } or { dpop_nonce }, or null.',
    { cause },
  );

const unanswered = (cause: unknown) =>
  new TransportError('network_unreachable', 'sessionProvider failed: the portal’s server did not answer.', {
    cause,
    retryable: true,
  });
