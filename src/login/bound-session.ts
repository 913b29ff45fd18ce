import * as base64url from 'jose/base64url';
import { SignJWT } from 'jose/jwt/sign';
import { exportJWK } from 'jose/key/export';
import type { DPoPHandle } from 'oauth4webapi';
import { sha256, utf8 } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { LoginError } from '../base/errors.ts';
import { isInvalidGrant, toLoginError } from './login-fault.ts';
import type { LoginSession } from './login-session.ts';
import type { Provider } from './provider.ts';
import { refreshTokens, revokeToken, type Tokens } from './tokens.ts';
import type { StoredLogin, Vault } from './vault.ts';

/** A token that lives less than this is renewed first. */
const RENEW_BEFORE_MS = 30_000;
const REFRESH_DEADLINE_MS = 30_000;
const REVOKE_DEADLINE_MS = 5_000;

/** What a session stands on: one provider, one key, one vault. */
export interface SessionGround {
  readonly provider: Provider;
  readonly dpop: DPoPHandle;
  readonly keyPair: CryptoKeyPair;
  readonly jkt: string;
  readonly vault: Vault;
  readonly clock: Clock;
}

/** A {@link LoginSession} whose tokens are renewed in place: a step-up or a refresh keeps the object. */
export class BoundSession implements LoginSession {
  readonly #ground: SessionGround;
  readonly #nonces = new Map<string, string>();
  #identity: Pick<Tokens, 'sub' | 'authTime'>;
  #tokens: Tokens | null = null;
  #refreshing: Promise<Tokens> | null = null;
  #ended = false;

  constructor(ground: SessionGround, login: Pick<StoredLogin, 'sub' | 'authTime'>) {
    this.#ground = ground;
    this.#identity = login;
  }

  get sub(): string {
    return this.#identity.sub;
  }
  get authTime(): number | undefined {
    return this.#identity.authTime;
  }
  get clientId(): string {
    return this.#ground.provider.client.client_id;
  }
  get jkt(): string {
    return this.#ground.jkt;
  }
  get keyPair(): CryptoKeyPair {
    return this.#ground.keyPair;
  }
  /** Whether it was logged out, or the provider no longer honours it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes over the tokens of a new log-in and keeps what outlives the page. */
  async adopt(tokens: Tokens): Promise<void> {
    const { vault } = this.#ground;
    await withLock(vault.name, async () => {
      await this.#keep(tokens);
      await vault.clearGuestMarker();
    });
  }

  /** Renews the tokens now, whether or not they are about to lapse. */
  async renew(signal?: AbortSignal): Promise<void> {
    await withDeadline('login.refresh', REFRESH_DEADLINE_MS, () => this.#refresh(), signal);
  }

  async headersFor(
    method: string,
    url: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Record<string, string>> {
    const { accessToken } = await this.#liveTokens(options.signal);
    const proof = await dpopProof({
      keyPair: this.keyPair,
      method,
      url,
      accessToken,
      nonce: this.#nonces.get(new URL(url).origin),
      nowMs: this.#ground.clock.epochMs(),
    });
    return { Authorization: `DPoP ${accessToken}`, DPoP: proof };
  }

  acceptNonce(url: string, nonce: string): void {
    this.#nonces.set(new URL(url).origin, nonce);
  }

  async logout(): Promise<void> {
    this.#ended = true;
    const { vault, provider } = this.#ground;
    const stored = await vault.read();
    const token = stored?.refreshToken ?? this.#tokens?.accessToken;
    this.#tokens = null;
    await vault.clear();
    if (token === undefined) return;
    const revoke = (signal: AbortSignal) => revokeToken(provider, token, signal);
    // The person is logged out here either way; a token that could not be revoked has lost its key and lapses.
    await withDeadline('login.revoke', REVOKE_DEADLINE_MS, revoke).catch(() => {});
  }

  async #liveTokens(signal: AbortSignal | undefined): Promise<Tokens> {
    if (this.#ended) throw loginRequired();
    const lapsesAtMs = this.#tokens?.expiresAtMs ?? 0;
    if (this.#tokens === null || lapsesAtMs - this.#ground.clock.nowMs() < RENEW_BEFORE_MS) {
      await this.renew(signal);
    }
    if (this.#tokens === null) throw loginRequired();
    return this.#tokens;
  }

  /** One refresh at a time, in this tab and among the tabs; whoever waits gets the same tokens. */
  #refresh(): Promise<Tokens> {
    this.#refreshing ??= withLock(this.#ground.vault.name, () => this.#refreshAlone()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshAlone(): Promise<Tokens> {
    const { provider, dpop, vault, clock } = this.#ground;
    const stored = await vault.read();
    if (stored === undefined || stored.sub !== this.sub) return this.#end();
    const send = (signal: AbortSignal) =>
      refreshTokens(provider, dpop, stored, { signal, nowMs: () => clock.nowMs() });
    try {
      const tokens = await withDeadline('login.refresh', REFRESH_DEADLINE_MS, send);
      await this.#keep(tokens);
      return tokens;
    } catch (error) {
      if (!isInvalidGrant(error)) throw toLoginError(error);
      await vault.dropTokens();
      return this.#end(error);
    }
  }

  async #keep(tokens: Tokens): Promise<void> {
    this.#tokens = tokens;
    const { sub, authTime, refreshToken } = tokens;
    this.#identity = { sub, authTime };
    if (refreshToken !== undefined) await this.#ground.vault.write({ sub, authTime, refreshToken });
  }

  #end(cause?: unknown): never {
    this.#ended = true;
    this.#tokens = null;
    throw loginRequired(cause);
  }
}

function loginRequired(cause?: unknown): LoginError {
  return new LoginError('login_required', 'The login session has ended; log in again.', { cause });
}

/** A DPoP proof (RFC 9449 section 4.2) for one request: with a token to the resource server, without one to a token endpoint. */
export async function dpopProof(request: {
  readonly keyPair: CryptoKeyPair;
  readonly method: string;
  readonly url: string;
  readonly accessToken?: string;
  readonly nonce: string | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}): Promise<string> {
  const { origin, pathname } = new URL(request.url);
  return new SignJWT({
    htm: request.method.toUpperCase(),
    htu: `${origin}${pathname}`,
    jti: crypto.randomUUID(),
    ...(request.accessToken && { ath: base64url.encode(await sha256(utf8(request.accessToken))) }),
    ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
  })
    .setIssuedAt(Math.floor(request.nowMs / 1000))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(request.keyPair.publicKey) })
    .sign(request.keyPair.privateKey);
}

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` alone among all holders of `name`: across the tabs of an origin where the browser has Web Locks,
 * within this program elsewhere.
 */
async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  if (locks !== undefined && !(await refused(locks))) return locks.request(`family-auth:${name}`, work);
  const before = queues.get(name) ?? Promise.resolve();
  const run = before.then(work, work);
  queues.set(name, run);
  run.catch(() => {}).finally(() => queues.get(name) === run && queues.delete(name));
  return run;
}

/** A frame with an opaque origin has Web Locks that cannot be used (SecurityError). */
async function refused(locks: LockManager): Promise<boolean> {
  return locks.query().then(
    () => false,
    () => true,
  );
}
