/**
 * A person's log-in at the platform, bound to a key that cannot leave the browser profile.
 * The key pair that proves possession of the token (DPoP, RFC 9449) is the one that signs submissions.
 *
 * @example
 * ```ts
 * const headers = await session.headersFor('GET', 'https://backend.example/v1/me');
 * Object.keys(headers).sort(); // → ['Authorization', 'DPoP']
 * session.keyPair.privateKey.extractable; // → false
 * ```
 */
export interface LoginSession {
  /** The provider's subject identifier of the operator. */
  readonly sub: string;
  /** The client's registered id at the provider. */
  readonly clientId: string;
  /** JWK thumbprint (RFC 7638) of the key, as in the token's `cnf.jkt`. */
  readonly jkt: string;
  /** ES256; the private key cannot be exported. */
  readonly keyPair: CryptoKeyPair;
  /** When the person last proved who they are, epoch seconds, if the provider says. */
  readonly authTime: number | undefined;
  /** `Authorization` and `DPoP` headers for a request; refreshes the token when it is about to lapse. */
  headersFor(
    method: string,
    url: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<Record<string, string>>;
  /** Hands in a `DPoP-Nonce` the resource server answered; the next proof carries it. */
  acceptNonce(url: string, nonce: string): void;
  /** Renews the token now: the backend no longer takes the one it was sent. @throws LoginError `login_required`. */
  renew?(signal?: AbortSignal): Promise<void>;
  /** Revokes the tokens and forgets the key. */
  logout(): Promise<void>;
}

/**
 * How a page, or a program, gets a {@link LoginSession}.
 *
 * @example
 * ```ts
 * import type { Login, LoginSession } from 'family-auth/client';
 *
 * const enter = async (login: Login): Promise<LoginSession> => (await login.restore()) ?? login.start({});
 * (await enter(login)).clientId; // → 'example-program'
 * ```
 */
export interface Login {
  /** The stored session, refreshed if need be, or `null`. */
  restore(options?: { readonly signal?: AbortSignal }): Promise<LoginSession | null>;
  /**
   * Logs in. Must be called synchronously in a click where a popup is to open.
   * @throws LoginError `login_popup_blocked`, `login_cancelled`, `login_refused`, `login_expired`, `login_failed`.
   */
  start(options: {
    readonly prompt?: 'login' | 'create';
    /** Seconds the log-in may be old (RFC 9470 step-up); 0 forces a fresh one. */
    readonly maxAge?: number;
    readonly mode?: 'popup' | 'redirect';
    readonly signal?: AbortSignal;
  }): Promise<LoginSession>;
  /**
   * Logs in somebody else, for once: with a key and tokens of their own that are never stored. The one who is logged in
   * stays so, and nothing of theirs is touched. End it with `logout()`. Must be called in a click, as `start`.
   * A log-in of the page's own making may lack it: then a subject answers on their own device only.
   *
   * @throws LoginError as `start`.
   */
  startGuest?(options: { readonly signal?: AbortSignal }): Promise<LoginSession>;
}
