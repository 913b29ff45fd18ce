import { exportJWK, generateKeyPair } from 'jose';
import { type ApiCall, callApi, goodBody, prepareCall } from '../api-call.ts';
import { API_ENDPOINTS, callerOf } from '../endpoints.ts';
import type { ProofChanges } from '../identity.ts';
import type { Row } from '../row.ts';
import type { World } from '../world.ts';

type Wrong = (world: World, endpoint: string) => ApiCall | Promise<ApiCall>;
type Kind = readonly [kind: string, code: string, wrong: Wrong];

const now = () => Math.floor(Date.now() / 1000);
const strangersKey = generateKeyPair('ES256');
/** Shorter than a minute ago and longer ago than any proof or nonce lives. */
const LONG_S = 3600;

const tokens: readonly Kind[] = [
  ['no token', 'invalid_token', () => ({ headers: { authorization: undefined } })],
  [
    'a bearer token',
    'invalid_token',
    (world, endpoint) => ({ headers: { authorization: `Bearer ${callerOf(world, endpoint).token}` } }),
  ],
  ['a token that is none', 'invalid_token', () => ({ token: 'x'.repeat(4000) })],
  [
    'a bad signature of the token',
    'invalid_token',
    (world, endpoint) => ({ token: touched(callerOf(world, endpoint).token) }),
  ],
  [
    'a token with alg none',
    'invalid_token',
    async (world, endpoint) => ({ token: await world.mint(callerOf(world, endpoint), {}, { alg: 'none' }) }),
  ],
  [
    'a token with alg HS256 under the public key',
    'invalid_token',
    async (world, endpoint) => ({
      token: await world.mint(
        callerOf(world, endpoint),
        {},
        { alg: 'HS256' },
        JSON.stringify(world.known.recipient),
      ),
    }),
  ],
  [
    'a token by an unknown key',
    'invalid_token',
    async (world, endpoint) => {
      const key = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey);
      return { token: await world.mint(callerOf(world, endpoint), {}, { kid: 'unknown-key' }, key) };
    },
  ],
  ...(
    [
      ['an expired token', { iat: now() - 2 * LONG_S, exp: now() - LONG_S }],
      ['a token not valid yet', { nbf: now() + LONG_S }],
      ['a token for another audience', { aud: 'https://other.example/v1' }],
      ['a token of another issuer', { iss: 'https://other.example' }],
      ['a token bound to no key', { cnf: undefined }],
      ['a token with claims of the wrong type', { sub: 7, scope: [], auth_time: 'today' }],
    ] as const
  ).map(
    ([kind, claims]): Kind => [
      kind,
      'invalid_token',
      async (world, endpoint) => ({ token: await world.mint(callerOf(world, endpoint), claims) }),
    ],
  ),
  [
    'a token of a log-in that was ended',
    'invalid_token',
    async (world, endpoint) => ({
      token: await world.mint(callerOf(world, endpoint), { grant_id: world.endedGrant }),
    }),
  ],
  [
    "a token with somebody else's log-in",
    'invalid_token',
    async (world, endpoint) => {
      const by = callerOf(world, endpoint);
      const { grantId } = by.sub === world.owner.sub ? world.stranger : world.owner;
      return { token: await world.mint(by, { grant_id: grantId }) };
    },
  ],
  [
    'a token from before the password was set',
    'invalid_token',
    async (world, endpoint) => ({
      token: await world.mint(callerOf(world, endpoint), { auth_time: now() - 24 * LONG_S }),
    }),
  ],
  [
    'an ID token as access token',
    'invalid_token',
    async (world, endpoint) => ({ token: await world.mint(callerOf(world, endpoint), {}, { typ: 'JWT' }) }),
  ],
  [
    'a token without the scope',
    'insufficient_scope',
    async (world, endpoint) => {
      const scope = endpoint.startsWith('GET') ? 'family:write' : 'family:read';
      return { token: await world.mint(callerOf(world, endpoint), { scope: `openid ${scope}` }) };
    },
  ],
];

const proof = (kind: string, changes: ProofChanges, code = 'invalid_dpop_proof'): Kind => [
  kind,
  code,
  () => ({ proof: changes }),
];

const proofs: readonly Kind[] = [
  ['no proof', 'invalid_dpop_proof', () => ({ headers: { dpop: undefined } })],
  ['a proof that is none', 'invalid_dpop_proof', () => ({ proof: 'no.proof.atall' })],
  proof('a proof with alg none', { header: { alg: 'none' } }),
  proof('a proof with alg HS256', { header: { alg: 'HS256' }, key: 'shared' }),
  proof('a proof of another typ', { header: { typ: 'JWT' } }),
  proof('a proof that is stale', { claims: { iat: now() - LONG_S } }),
  proof('a proof from the future', { claims: { iat: now() + LONG_S } }),
  proof('a proof for another method', { claims: { htm: 'PATCH' } }),
  proof('a proof for another address', { claims: { htu: 'http://127.0.0.1:1/v1/me' } }),
  proof('a proof for another token', { claims: { ath: 'A'.repeat(43) } }),
  proof('a proof with claims of the wrong type', { claims: { jti: 7, iat: 'now' } }),
  proof('a proof with an endless jti', { claims: { jti: 'j'.repeat(257) } }),
  proof('a proof without a nonce', { claims: { nonce: undefined } }, 'use_dpop_nonce'),
  proof('a proof with a made-up nonce', { claims: { nonce: 'A'.repeat(43) } }, 'use_dpop_nonce'),
  [
    'a proof by another key',
    'invalid_dpop_proof',
    async () => {
      const { publicKey, privateKey } = (await strangersKey) as CryptoKeyPair;
      const { kty, crv, x, y } = await exportJWK(publicKey);
      return { proof: { header: { jwk: { kty, crv, x, y } }, key: privateKey } };
    },
  ],
  [
    'a bad signature of the proof',
    'invalid_dpop_proof',
    async () => ({ proof: { key: ((await strangersKey) as CryptoKeyPair).privateKey } }),
  ],
];

const STATUS = { insufficient_scope: 403 } as Record<string, number>;

const simple = (endpoint: string): Row[] =>
  [...tokens, ...proofs].map(([kind, code, wrong]) => ({
    endpoint,
    kind,
    status: STATUS[code] ?? 401,
    code,
    send: async (world) =>
      callApi(world, endpoint, { body: await goodBody(world, endpoint), ...(await wrong(world, endpoint)) }),
  }));

/** What a request needs two of. */
const twice = (endpoint: string): Row[] => [
  {
    endpoint,
    kind: 'two proofs',
    status: 401,
    code: 'invalid_dpop_proof',
    async send(world) {
      const [one, two] = [await prepareCall(world, endpoint), await prepareCall(world, endpoint)];
      const dpop = [one, two].map(({ headers }) => headers!.dpop as string);
      return world.send({ ...one, headers: { ...one.headers, dpop } });
    },
  },
  {
    endpoint,
    kind: 'a replayed proof',
    status: 401,
    code: 'invalid_dpop_proof',
    async send(world) {
      // The first of them is for an object that is not there, so that nothing comes of it.
      const params = Object.fromEntries(
        Object.keys(API_ENDPOINTS[endpoint]!.params?.(world) ?? {}).map((name) => [name, '0'.repeat(22)]),
      );
      const once = await prepareCall(world, endpoint, { params, body: '' });
      await world.send(once);
      return world.send(once);
    },
  },
];

const foreign = (endpoint: string): Row[] => [
  {
    endpoint,
    kind: 'from a page of another origin',
    status: 403,
    code: 'origin_not_allowed',
    send: (world) => callApi(world, endpoint, { headers: { origin: 'https://evil.example' } }),
  },
  {
    endpoint,
    kind: 'under another host name',
    status: 400,
    code: 'malformed',
    send: (world) => callApi(world, endpoint, { headers: { host: 'evil.example' } }),
  },
];

function touched(token: string): string {
  const [head, payload, signature = ''] = token.split('.');
  return `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
}

const rowsFor = (endpoint: string): Row[] => [...simple(endpoint), ...twice(endpoint), ...foreign(endpoint)];

/** Token, proof, nonce, scope and origin, at every endpoint behind the API's door. */
export const apiDoorRows: readonly Row[] = Object.keys(API_ENDPOINTS).flatMap(rowsFor);
