import { createHash, randomBytes } from 'node:crypto';
import { type Fields, formOf } from '../forms.ts';
import { type Identity, proofOf } from '../identity.ts';
import type { Row } from '../row.ts';
import { type Answer, sendHalf } from '../wire.ts';
import type { World } from '../world.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const REVOCATION = 'POST /oidc/token/revocation';
/** The provider keeps that a page was asked for, and proofs that it saw. */
export const VISIT = ['oidc_payloads'];

const PUSH = 'POST /oidc/request';
const pushed = (): Fields => ({
  client_id: 'example-program',
  redirect_uri: 'http://127.0.0.1:49152/callback',
  response_type: 'code',
  scope: 'openid family:read family:write',
  code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'a-state-of-some-length',
});

const push = (kind: string, status: number, code: string, changes: Fields, secrets: string[] = []): Row => ({
  endpoint: PUSH,
  kind,
  status,
  code,
  secrets,
  send: (world) =>
    world.send({
      method: 'POST',
      path: '/oidc/request',
      headers: FORM,
      body: formOf({ ...pushed(), ...changes }),
    }),
});

/** Bodies that hold no right request, whatever it is for. */
const bodies = (endpoint: string): Row[] => {
  const [method, path] = endpoint.split(' ') as [string, string];
  const row = (kind: string, status: number, code: string, send: Row['send']): Row => ({
    endpoint,
    kind,
    status,
    code,
    send,
  });
  const post = (kind: string, status: number, code: string, body: string, type = FORM['content-type']) =>
    row(kind, status, code, (world) => world.send({ method, path, headers: { 'content-type': type }, body }));
  const invalid = 'invalid_request';
  return [
    post('an empty body', 400, invalid, ''),
    post('JSON in place of a form', 400, invalid, '{"client_id":"example-program"}', 'application/json'),
    post('another content type', 400, invalid, 'client_id=example-program', 'text/plain'),
    post('a body that is too large', 400, invalid, `x=${'x'.repeat(70_000)}`),
    post('a field twice', 400, invalid, 'client_id=example-program&client_id=demo-portal'),
    post('a client that is unknown', 401, 'invalid_client', 'client_id=nobody'),
    post('bytes that are no UTF-8', 401, 'invalid_client', 'client_id=%ff%fe%00'),
    row('a form cut half-way', 400, 'malformed', ({ sandbox }) =>
      sendHalf(sandbox.backendUrl, { method, path, headers: FORM, body: formOf(pushed()) }),
    ),
  ];
};

const pushes: readonly Row[] = [
  ...bodies(PUSH),
  push('a redirect to elsewhere', 400, 'invalid_request', { redirect_uri: 'https://evil.example/' }),
  push('a redirect of another scheme', 400, 'invalid_request', { redirect_uri: 'javascript:alert(1)' }),
  push('no PKCE', 400, 'invalid_request', { code_challenge: undefined, code_challenge_method: undefined }),
  push('PKCE in the clear', 400, 'invalid_request', { code_challenge_method: 'plain' }),
  push('a challenge that is none', 400, 'invalid_request', { code_challenge: '\u0000' }),
  push('the implicit flow', 400, 'unsupported_response_type', { response_type: 'token' }),
  push('a request object', 400, 'request_not_supported', { request: 'a.b.c' }),
  push('another resource', 400, 'invalid_target', { resource: 'https://other.example/v1', state: 'x' }),
  {
    endpoint: PUSH,
    kind: 'a replayed proof',
    status: 400,
    // So the library says it here: "DPoP proof JWT Replay detected".
    code: 'invalid_request',
    writes: VISIT,
    async send(world) {
      const { nonce } = await pushWith(world, undefined);
      const dpop = await proofOf(world.owner, {
        method: 'POST',
        htu: `${world.sandbox.backendUrl}/oidc/request`,
        nonce,
      });
      await pushWith(world, dpop);
      return (await pushWith(world, dpop)).answer;
    },
  },
  {
    endpoint: PUSH,
    kind: 'a proof with alg none',
    status: 400,
    code: 'invalid_dpop_proof',
    async send(world) {
      const request = { method: 'POST', htu: `${world.sandbox.backendUrl}/oidc/request` };
      return (await pushWith(world, await proofOf(world.owner, request, { header: { alg: 'none' } }))).answer;
    },
  },
];

async function pushWith(world: World, dpop: string | undefined) {
  const headers = {
    ...FORM,
    dpop:
      dpop ??
      (await proofOf(world.owner, { method: 'POST', htu: `${world.sandbox.backendUrl}/oidc/request` })),
  };
  const answer = await world.send({ method: 'POST', path: '/oidc/request', headers, body: formOf(pushed()) });
  return { answer, nonce: answer.headers['dpop-nonce'] as string };
}

const TOKEN = 'POST /oidc/token';
/** Asks for tokens, and again with the nonce that the first answer names. */
export async function askToken(
  world: World,
  by: Pick<Identity, 'keyPair' | 'token'>,
  fields: Fields,
): Promise<Answer> {
  const ask = async (nonce?: string): Promise<Answer> => {
    const request = { method: 'POST', htu: `${world.sandbox.backendUrl}/oidc/token` };
    const dpop = await proofOf(by, nonce === undefined ? request : { ...request, nonce });
    const body = formOf({ client_id: 'example-program', ...fields });
    return world.send({ method: 'POST', path: '/oidc/token', headers: { ...FORM, dpop }, body });
  };
  const first = await ask();
  const nonce = first.headers['dpop-nonce'] as string | undefined;
  return nonce === undefined ? first : ask(nonce);
}

const token = (kind: string, code: string, fields: (world: World) => Fields, status = 400): Row => ({
  endpoint: TOKEN,
  kind,
  status,
  code,
  send: (world) => askToken(world, world.owner, fields(world)),
});

/** The owner's refresh token, as it is used. */
export const refreshOf = ({ session }: World): Fields => ({
  grant_type: 'refresh_token',
  refresh_token: session.tokens.refresh_token,
});

const tokens: readonly Row[] = [
  ...bodies(TOKEN),
  token('a code that is unknown', 'invalid_grant', () => ({
    grant_type: 'authorization_code',
    code: 'x'.repeat(43),
    redirect_uri: 'http://127.0.0.1:49152/callback',
    code_verifier: 'v'.repeat(43),
  })),
  token('a code with a NUL', 'invalid_grant', () => ({
    grant_type: 'authorization_code',
    code: 'a\u0000',
    redirect_uri: 'http://127.0.0.1:49152/callback',
    code_verifier: 'v'.repeat(43),
  })),
  token('no code', 'invalid_request', () => ({ grant_type: 'authorization_code' })),
  token('a refresh token that is unknown', 'invalid_grant', () => ({
    grant_type: 'refresh_token',
    refresh_token: 'x'.repeat(43),
  })),
  token("another client's refresh token", 'invalid_grant', (world) => ({
    ...refreshOf(world),
    client_id: 'demo-portal',
  })),
  token('the password grant', 'unsupported_grant_type', () => ({
    grant_type: 'password',
    username: 'x',
    password: 'y',
  })),
  // A grant of portals' servers: the page's client, which has no key of its own to prove itself by, is not allowed it.
  token('client credentials', 'invalid_request', () => ({
    grant_type: 'client_credentials',
  })),
  {
    endpoint: TOKEN,
    kind: 'a proof by another key than the refresh token',
    status: 400,
    code: 'invalid_grant',
    send: (world) => askToken(world, world.otherKey, refreshOf(world)),
    writes: VISIT,
  },
];

const plain = (
  endpoint: string,
  kind: string,
  status: number,
  code: string,
  path: string,
  more: Partial<Row> & { body?: string } = {},
): Row => ({
  endpoint,
  kind,
  status,
  code,
  ...more,
  send: (world) =>
    world.send({
      method: endpoint.split(' ')[0]!,
      path,
      headers: more.body === undefined ? {} : FORM,
      ...(more.body === undefined ? {} : { body: more.body }),
    }),
});

const AUTH = 'GET /oidc/auth';
const others: readonly Row[] = [
  ...bodies(REVOCATION),
  plain(AUTH, 'no parameters', 400, 'page', '/oidc/auth'),
  plain(AUTH, 'a client that is unknown', 400, 'page', '/oidc/auth?client_id=%3Cscript%3E'),
  plain(AUTH, 'a request that was not pushed', 303, 'page', `/oidc/auth?${formOf(pushed())}`),
  plain(
    AUTH,
    'a pushed request that is unknown',
    400,
    'page',
    '/oidc/auth?client_id=example-program&request_uri=urn:ietf:params:oauth:request_uri:x',
  ),
  plain(
    AUTH,
    'a pushed request with a NUL',
    400,
    'page',
    '/oidc/auth?client_id=example-program&request_uri=urn:ietf:params:oauth:request_uri:%00',
  ),
  plain(AUTH, 'a client with a NUL', 400, 'page', '/oidc/auth?client_id=%00'),
  plain('GET /oidc/auth/:uid', 'a visit that is unknown', 400, 'page', '/oidc/auth/nothing-here'),
  plain('GET /oidc/auth/:uid', 'a visit with a NUL', 400, 'page', '/oidc/auth/%00'),
  plain(REVOCATION, 'no token', 400, 'invalid_request', '/oidc/token/revocation', {
    body: 'client_id=example-program',
  }),
  plain(REVOCATION, 'a token with a NUL', 200, '-', '/oidc/token/revocation', {
    body: 'client_id=example-program&token=%00',
  }),
  plain('GET /oidc/*', 'an address that is not there', 404, 'not_found', '/oidc/nowhere'),
  plain('GET /oidc/*', 'registration of a client', 404, 'not_found', '/oidc/reg'),
  plain('GET /oidc/*', 'an introspection of a token', 404, 'not_found', '/oidc/token/introspection'),
];

/** Paths of the provider that its metadata names; every one of them has rows. */
export const PROVIDER_PATHS = {
  authorization_endpoint: AUTH,
  jwks_uri: 'GET /oidc/jwks',
  pushed_authorization_request_endpoint: PUSH,
  revocation_endpoint: REVOCATION,
  token_endpoint: TOKEN,
} as const;

export const providerRows: readonly Row[] = [
  ...pushes,
  ...tokens,
  ...others,
  {
    endpoint: 'GET /oidc/jwks',
    kind: 'the method DELETE',
    status: 404,
    code: 'not_found',
    send: (world) => world.send({ method: 'DELETE', path: '/oidc/jwks' }),
  },
];
