import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Adapter } from './adapter.ts';
import { type BoundKey, newBoundKey, proofOf } from './dpop.ts';
import { type Answer, send } from './exchange.ts';
import { CheckFailed, shortly } from './expect.ts';

/** The members of the provider's metadata (RFC 8414) that the kit goes by. */
export interface ProviderMetadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly pushed_authorization_request_endpoint: string;
  readonly revocation_endpoint?: string;
  readonly [member: string]: unknown;
}

/** A token response (RFC 6749 section 5.1). */
export interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

/** Somebody who is logged in, by a key of their own. */
export interface Session extends BoundKey {
  readonly account: string;
  readonly clientId: string;
  readonly tokens: Tokens;
  /** The operator's `sub`, from the ID token. */
  readonly sub: string;
  /** By this computer's clock. */
  readonly loggedInAtMs: number;
}

type Form = Readonly<Record<string, string | undefined>>;

/**
 * Posts a form to the provider with a proof; once more where it asks for its nonce, then with what `form` makes anew.
 */
export async function postForm(
  url: string,
  key: BoundKey | undefined,
  form: Form | (() => Promise<Form>),
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const ask = async (nonce?: string) => {
    const given = typeof form === 'function' ? await form() : form;
    const fields = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(key && { dpop: await proofOf(key, { method: 'POST', url, nonce }) }),
        ...headers,
      },
      body: new URLSearchParams(fields).toString(),
    });
  };
  const answer = await ask();
  const nonce = answer.header('dpop-nonce');
  const { error } = (answer.json ?? {}) as { error?: string };
  return error === 'use_dpop_nonce' && nonce !== undefined ? ask(nonce) : answer;
}

/** An authorization request that was begun: what its answer is redeemed with. */
export interface Begun {
  readonly key: BoundKey;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly state: string;
  readonly pushed: Answer;
}

export interface LogInOptions {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly apiBase: string;
  readonly scope: string;
  readonly key?: BoundKey;
  /** What proves a confidential client, made anew for each request. */
  authenticate?(): Promise<Record<string, string>>;
  /** Parameters of the pushed request that take the place of the right ones; `undefined` leaves one out. */
  readonly changes?: Readonly<Record<string, string | undefined>>;
}

/** Pushes an authorization request (RFC 9126), right but for `changes`. */
export async function pushRequest(provider: ProviderMetadata, options: LogInOptions): Promise<Begun> {
  const { clientId, redirectUri, apiBase, scope, changes, authenticate } = options;
  const key = options.key ?? (await newBoundKey());
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const pushed = await postForm(provider.pushed_authorization_request_endpoint, key, async () => ({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    resource: apiBase,
    state,
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(await authenticate?.()),
    ...changes,
  }));
  return { key, clientId, redirectUri, verifier, state, pushed };
}

/** Where the browser is sent to with a pushed request. */
export function authorizationUrl(provider: ProviderMetadata, { clientId, pushed }: Begun): URL {
  const { request_uri } = (pushed.json ?? {}) as { request_uri?: string };
  if (pushed.status !== 201 || request_uri === undefined)
    throw new CheckFailed(`The pushed authorization request was answered ${shortly(pushed)}.`);
  const url = new URL(provider.authorization_endpoint);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('request_uri', request_uri);
  return url;
}

/** Exchanges a code, by the key of the request unless another is given. */
export const redeemCode = (
  provider: ProviderMetadata,
  begun: Begun,
  code: string,
  apiBase: string,
  key: BoundKey = begun.key,
): Promise<Answer> =>
  postForm(provider.token_endpoint, key, {
    grant_type: 'authorization_code',
    client_id: begun.clientId,
    redirect_uri: begun.redirectUri,
    code,
    code_verifier: begun.verifier,
    resource: apiBase,
  });

/** The code with which the provider sent the browser back. @throws CheckFailed where there is none. */
export async function codeOf(
  adapter: Pick<Adapter, 'logIn'>,
  provider: ProviderMetadata,
  begun: Begun,
  account: string,
): Promise<{ readonly code: string; readonly callback: URL }> {
  const url = authorizationUrl(provider, begun);
  const callback = await adapter.logIn({ url, account, redirectUri: begun.redirectUri });
  const code = callback.searchParams.get('code');
  if (code === null) {
    const said = callback.searchParams.get('error') ?? 'neither code nor error';
    throw new CheckFailed(`The provider sent ${account} back with ${said}.`);
  }
  if (callback.searchParams.get('state') !== begun.state)
    throw new CheckFailed('The provider sent another state back than it was given.');
  return { code, callback };
}

/** Logs an account in from the beginning to its tokens. @throws CheckFailed where the provider refuses. */
export async function logIn(
  adapter: Pick<Adapter, 'logIn'>,
  provider: ProviderMetadata,
  account: string,
  options: LogInOptions,
): Promise<Session> {
  const begun = await pushRequest(provider, options);
  const { code } = await codeOf(adapter, provider, begun, account);
  return sessionOf(await redeemCode(provider, begun, code, options.apiBase), begun, account);
}

/** The session that a token response begins. @throws CheckFailed where there is none. */
export function sessionOf(answer: Answer, begun: Pick<Begun, 'key' | 'clientId'>, account: string): Session {
  const tokens = answer.json as Tokens | undefined;
  if (answer.status !== 200 || typeof tokens?.access_token !== 'string')
    throw new CheckFailed(`The token request was answered ${shortly(answer)}.`);
  const sub =
    tokens.id_token === undefined ? decodeJwt(tokens.access_token).sub : decodeJwt(tokens.id_token).sub;
  return {
    ...begun.key,
    account,
    clientId: begun.clientId,
    tokens,
    sub: sub ?? '',
    loggedInAtMs: Date.now(),
  };
}
