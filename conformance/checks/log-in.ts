import { decodeJwt, decodeProtectedHeader } from 'jose';
import { ask } from '../engine/api.ts';
import { type Check, check } from '../engine/check.ts';
import { newBoundKey } from '../engine/dpop.ts';
import { type Answer, send } from '../engine/exchange.ts';
import { CheckFailed, expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';
import {
  authorizationUrl,
  type Begun,
  codeOf,
  type LogInOptions,
  type ProviderMetadata,
  postForm,
  pushRequest,
  redeemCode,
  type Session,
  type Tokens,
} from '../engine/log-in.ts';

/** Longest life of an access token, seconds. */
const TOKEN_MAX_LIFETIME_S = 600;

/** A log-in as far as its code, which is redeemed by whoever asked. */
async function withCode(kit: Kit, options: Partial<LogInOptions> = {}) {
  const provider = await kit.provider();
  const { account } = await kit.operator();
  const wanted = { ...(await kit.logInOptions()), ...options };
  const begun = await pushRequest(provider, wanted);
  const { code, callback } = await codeOf(kit.adapter, provider, begun, account);
  return { provider, account, begun, code, callback, apiBase: wanted.apiBase };
}

/** Tries a request that must not come to a code: refused when it is pushed, or when the browser comes. */
async function expectNoCode(kit: Kit, changes: LogInOptions['changes'], what: string): Promise<Answer> {
  const provider = await kit.provider();
  const begun = await pushRequest(provider, { ...(await kit.logInOptions()), ...(changes && { changes }) });
  if (begun.pushed.status >= 400) return begun.pushed;
  const answer = await send(authorizationUrl(provider, begun));
  const location = answer.header('location');
  const error = location === undefined ? null : new URL(location, answer.url).searchParams.get('error');
  expect(answer.status >= 400 || error !== null, `${what} was taken (${shortly(answer)}).`);
  return answer;
}

const errorOf = (answer: Answer): string | undefined =>
  (answer.json as { error?: string } | undefined)?.error;

const refreshBy = (
  provider: ProviderMetadata,
  session: Session,
  key: Pick<Session, 'keyPair' | 'publicJwk' | 'jkt'> = session,
  refreshToken = session.tokens.refresh_token,
) =>
  postForm(provider.token_endpoint, key, {
    grant_type: 'refresh_token',
    client_id: session.clientId,
    refresh_token: refreshToken,
  });

const requestChecks: readonly Check[] = [
  check('C12', 'announces PAR, S256, DPoP and the issuer in the answer', { needs: [] }, async (kit) => {
    const metadata = await kit.provider();
    const [issuer] = (await kit.discovery()).authorization_servers;
    expect(metadata.issuer === issuer, `Expected the issuer ${issuer}, got ${metadata.issuer}.`);
    const list = (name: string) => [metadata[name]].flat() as unknown[];
    expect(
      typeof metadata.pushed_authorization_request_endpoint === 'string',
      'Expected pushed_authorization_request_endpoint.',
    );
    const methods = list('code_challenge_methods_supported');
    expect(methods.includes('S256'), 'Expected S256 in code_challenge_methods_supported.');
    expect(!methods.includes('plain'), 'Expected no plain in code_challenge_methods_supported.');
    expect(
      list('dpop_signing_alg_values_supported').includes('ES256'),
      'Expected ES256 in dpop_signing_alg_values_supported.',
    );
    expect(
      metadata.authorization_response_iss_parameter_supported === true,
      'Expected authorization_response_iss_parameter_supported to be true.',
    );
  }),
  check('C12-iss', 'says in its answer who answers', { verifies: ['C12'] }, async (kit) => {
    const { callback, provider } = await withCode(kit);
    const iss = callback.searchParams.get('iss') ?? 'none';
    expect(iss === provider.issuer, `Expected iss=${provider.issuer} in the answer, got ${iss}.`);
  }),
  check(
    'C12-par',
    'takes no authorization request that was not pushed',
    { verifies: ['C12'] },
    async (kit) => {
      const provider = await kit.provider();
      const { clientId, redirectUri, scope, apiBase } = await kit.logInOptions();
      const url = new URL(provider.authorization_endpoint);
      url.search = new URLSearchParams({
        ...{
          client_id: clientId,
          redirect_uri: redirectUri,
          scope,
          resource: apiBase,
          response_type: 'code',
        },
        ...{ state: 'a-state-of-the-kit', code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' },
      }).toString();
      const answer = await send(url);
      const location = answer.header('location');
      const error = location === undefined ? null : new URL(location, url).searchParams.get('error');
      expect(answer.status >= 400 || error !== null, `The request was taken (${shortly(answer)}).`);
    },
  ),
  check('C13', 'refuses a request without a code_challenge', {}, async (kit) => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    await expectNoCode(kit, without, 'A request without a code_challenge');
  }),
  check('C13-verifier', 'refuses a code without its verifier', { verifies: ['C13'] }, async (kit) => {
    const { provider, begun, code, apiBase } = await withCode(kit);
    const wrong: Begun = { ...begun, verifier: 'w'.repeat(43) };
    const answer = await redeemCode(provider, wrong, code, apiBase);
    expect(
      errorOf(answer) === 'invalid_grant',
      `Expected invalid_grant to a wrong verifier, got ${shortly(answer)}.`,
    );
  }),
  check('C14', 'refuses the challenge method plain', {}, async (kit) => {
    const plain = { code_challenge: 'p'.repeat(43), code_challenge_method: 'plain' };
    await expectNoCode(kit, plain, 'A request with code_challenge_method=plain');
    await expectNoCode(kit, { code_challenge_method: undefined }, 'A request without code_challenge_method');
  }),
  check('C15', 'refuses a redirect URI that is not registered, and leads nobody there', {}, async (kit) => {
    const { redirectUri } = await kit.logInOptions();
    const registered = new URL(redirectUri);
    for (const wrong of [
      'https://nobody.example/callback',
      `${redirectUri}/more`,
      `${redirectUri}?more=1`,
      `${registered.protocol}//${registered.host}.nobody.example${registered.pathname}`,
    ]) {
      const answer = await expectNoCode(kit, { redirect_uri: wrong }, `The redirect URI ${wrong}`);
      const location = answer.header('location') ?? '';
      expect(!location.startsWith(wrong), `The provider leads to ${wrong}.`);
    }
  }),
];

const tokenChecks: readonly Check[] = [
  check('C16', 'binds the token to the key of the proof', {}, async (kit) => {
    const session = await kit.operator();
    const { token_type: type, access_token: token } = session.tokens;
    expect(type === 'DPoP', `Expected token_type DPoP, got ${type}.`);
    const { cnf } = decodeJwt<{ cnf?: { jkt?: string } }>(token);
    expect(cnf?.jkt === session.jkt, `Expected cnf.jkt ${session.jkt}, got ${cnf?.jkt ?? 'none'}.`);
    const { typ } = decodeProtectedHeader(token);
    expect(typ?.toLowerCase().replace('application/', '') === 'at+jwt', `Expected typ at+jwt, got ${typ}.`);
  }),
  check('C16-proof', 'gives no token without a proof', { verifies: ['C16'] }, async (kit) => {
    const { provider, begun, code, apiBase } = await withCode(kit);
    const answer = await postForm(provider.token_endpoint, undefined, {
      ...{ grant_type: 'authorization_code', client_id: begun.clientId, redirect_uri: begun.redirectUri },
      ...{ code, code_verifier: begun.verifier, resource: apiBase },
    });
    const { access_token: token } = (answer.json ?? {}) as Partial<Tokens>;
    expect(token === undefined, 'A token was given without a proof.');
  }),
  check('C17', 'takes a code once, and ends its tokens when it comes again', {}, async (kit) => {
    const { provider, begun, code, account, apiBase } = await withCode(kit);
    const first = expectStatus(await redeemCode(provider, begun, code, apiBase), 200, 'The code');
    const session: Session = {
      ...begun.key,
      ...{ account, clientId: begun.clientId, sub: '', loggedInAtMs: Date.now() },
      tokens: first.json as Tokens,
    };
    const me = await kit.url('/me');
    expectStatus(await ask(session, me), 200, 'GET /me with its token');
    const again = await redeemCode(provider, begun, code, apiBase);
    expect(
      errorOf(again) === 'invalid_grant',
      `Expected invalid_grant to the same code, got ${shortly(again)}.`,
    );
    const ended = await ask(session, me);
    expectProblem(ended, { status: 401, code: 'invalid_token' }, 'GET /me after the code came again');
    if (session.tokens.refresh_token === undefined) return;
    const renewed = await refreshBy(provider, session);
    expect(errorOf(renewed) === 'invalid_grant', `The refresh token is still good (${shortly(renewed)}).`);
  }),
  check('C18', 'refuses a refresh by another key', {}, async (kit) => {
    const { account } = await kit.operator();
    const session = await kit.logIn(account);
    if (session.tokens.refresh_token === undefined) skip('The provider gives no refresh tokens.');
    const answer = await refreshBy(await kit.provider(), session, await newBoundKey());
    const { access_token: token } = (answer.json ?? {}) as Partial<Tokens>;
    expect(
      answer.status >= 400 && token === undefined,
      `Another key was given a token (${shortly(answer)}).`,
    );
  }),
  check(
    'C18-rotated',
    'gives a new refresh token each time, and takes no old one',
    { verifies: ['C18'] },
    async (kit) => {
      const { account } = await kit.operator();
      const provider = await kit.provider();
      const session = await kit.logIn(account);
      if (session.tokens.refresh_token === undefined) skip('The provider gives no refresh tokens.');
      const renewed = expectStatus(await refreshBy(provider, session), 200, 'The first refresh');
      const { refresh_token: next, access_token: accessToken } = renewed.json as Tokens;
      expect(
        next !== undefined && next !== session.tokens.refresh_token,
        'The refresh token stayed the same.',
      );
      const { cnf } = decodeJwt<{ cnf?: { jkt?: string } }>(accessToken);
      expect(cnf?.jkt === session.jkt, 'The renewed token is bound to another key.');
      const old = await refreshBy(provider, session);
      expect(errorOf(old) === 'invalid_grant', `The old refresh token was taken (${shortly(old)}).`);
    },
  ),
  check('C19', 'names the API as audience, for ten minutes at most', {}, async (kit) => {
    const session = await kit.operator();
    const { api_base: apiBase } = await kit.discovery();
    const { aud, exp = 0, iat = 0 } = decodeJwt(session.tokens.access_token);
    expect([aud].flat().join() === apiBase, `Expected aud ${apiBase}, got ${[aud].flat().join()}.`);
    const { expires_in: announced = exp - iat } = session.tokens;
    for (const seconds of [exp - iat, announced]) {
      expect(seconds > 0 && seconds <= TOKEN_MAX_LIFETIME_S, `The token lives ${seconds} s.`);
    }
  }),
  check('C20', 'lets no page of an unknown origin read a token', {}, async (kit) => {
    const { provider, begun, code, apiBase } = await withCode(kit);
    const origin = 'https://nobody.example';
    const answer = await postForm(
      provider.token_endpoint,
      begun.key,
      {
        ...{ grant_type: 'authorization_code', client_id: begun.clientId, redirect_uri: begun.redirectUri },
        ...{ code, code_verifier: begun.verifier, resource: apiBase },
      },
      { origin },
    );
    const allowed = answer.header('access-control-allow-origin');
    const { access_token: token } = (answer.json ?? {}) as Partial<Tokens>;
    expect(
      token === undefined || (allowed !== '*' && allowed !== origin),
      `A page of ${origin} may read the token (Access-Control-Allow-Origin: ${allowed}).`,
    );
  }),
];

const pageChecks: readonly Check[] = [
  check('C21', 'forbids its pages to be framed', {}, async (kit) => {
    const { headers } = await loginPage(kit);
    const policy = headers('content-security-policy') ?? '';
    const framed =
      /frame-ancestors\s+'none'/.test(policy) || /^deny$/i.test(headers('x-frame-options') ?? '');
    expect(framed, "Expected frame-ancestors 'none' or X-Frame-Options: DENY on the log-in page.");
  }),
  check('C22', 'keeps the opener where it says that it does', {}, async (kit) => {
    const { popup_opener_preserved: preserved } = await kit.discovery();
    if (preserved === undefined) skip('popup_opener_preserved is not announced.');
    const policy = (await loginPage(kit)).headers('cross-origin-opener-policy') ?? 'unsafe-none';
    expect(
      (policy === 'unsafe-none') === preserved,
      `popup_opener_preserved is ${preserved}, Cross-Origin-Opener-Policy is ${policy}.`,
    );
  }),
  check('C89', 'ends a token with its log-in', {}, async (kit) => {
    const provider = await kit.provider();
    const { revocation_endpoint: revocation } = provider;
    if (revocation === undefined) throw new CheckFailed('The provider announces no revocation_endpoint.');
    const { account } = await kit.operator();
    const me = await kit.url('/me');
    for (const kind of ['refresh_token', 'access_token'] as const) {
      const session = await kit.logIn(account);
      const token = session.tokens[kind];
      if (token === undefined) continue;
      expectStatus(await ask(session, me), 200, 'GET /me before the log-out');
      const form = { client_id: session.clientId, token, token_type_hint: kind };
      expectStatus(await postForm(revocation, undefined, form), 200, `The revocation of the ${kind}`);
      const after = await ask(session, me);
      expectProblem(after, { status: 401, code: 'invalid_token' }, `GET /me after the ${kind} was revoked`);
    }
  }),
];

/** The page on which somebody enters their password, or whatever the provider shows first. */
async function loginPage(kit: Kit) {
  const provider = await kit.provider();
  const begun = await pushRequest(provider, await kit.logInOptions());
  let answer = await send(authorizationUrl(provider, begun));
  const cookies = new Map<string, string>();
  for (let redirects = 0; redirects < 10 && answer.header('location') !== undefined; redirects++) {
    for (const line of answer.cookies) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair);
    }
    const next = new URL(answer.header('location')!, answer.url);
    answer = await send(next, { headers: { cookie: [...cookies.values()].join('; ') } });
  }
  expectStatus(answer, 200, "The provider's first page");
  return { headers: answer.header };
}

export const logInChecks: readonly Check[] = [...requestChecks, ...tokenChecks, ...pageChecks];
