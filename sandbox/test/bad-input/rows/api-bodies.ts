import { callApi, goodBody, prepareCall, signedBody } from '../api-call.ts';
import { API_ENDPOINTS } from '../endpoints.ts';
import type { Row } from '../row.ts';
import { type Sent, sendHalf } from '../wire.ts';
import type { World } from '../world.ts';

type Body = Sent['body'];
/** A kind of wrong body with its answer. */
type Kind = readonly [kind: string, status: number, code: string, body: (good: string) => Body];

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** What is no JSON, or none of an object. */
const noObject: readonly Kind[] = [
  ['an empty body', 400, 'malformed', () => ''],
  ['truncated JSON', 400, 'malformed', (good) => good.slice(0, -1)],
  ['no JSON', 400, 'malformed', () => '<subject/>'],
  ['null', 400, 'malformed', () => 'null'],
  ['a list', 400, 'malformed', (good) => `[${good}]`],
  ['a number', 400, 'malformed', () => '7'],
  ['a string', 400, 'malformed', (good) => JSON.stringify(good)],
  ['deep JSON', 400, 'malformed', () => deep(1500)],
  ['bytes that are no UTF-8', 400, 'malformed', () => Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['a compressed body', 400, 'malformed', () => Uint8Array.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0])],
  ['__proto__ as a field', 400, 'malformed', (good) => good.replace('{', '{"__proto__":{"admin":true},')],
];

const cut = (endpoint: string): Row => ({
  endpoint,
  kind: 'a body cut half-way',
  status: 400,
  code: 'malformed',
  async send(world) {
    const body = await goodBody(world, endpoint);
    const sent = await prepareCall(world, endpoint, { body: String(body) });
    return sendHalf(world.sandbox.backendUrl, sent);
  },
});

const common = (endpoint: string, maxBytes: number): Row[] => [
  {
    endpoint,
    kind: 'a body that is too large',
    status: 413,
    code: 'part_too_large',
    send: (world) => callApi(world, endpoint, { body: ' '.repeat(maxBytes + 1) }),
  },
  {
    endpoint,
    kind: 'a length announced that is too large',
    status: 413,
    code: 'part_too_large',
    send: (world) => callApi(world, endpoint, { body: '{', headers: { 'content-length': 1_000_000_000 } }),
  },
  cut(endpoint),
  ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'not a type', ''].map(
    (type): Row => ({
      endpoint,
      kind: type === '' ? 'no content type' : `the content type ${type}`,
      status: 415,
      code: 'unsupported_media_type',
      send: async (world) =>
        callApi(world, endpoint, {
          body: await goodBody(world, endpoint),
          headers: { 'content-type': type === '' ? undefined : type },
        }),
    }),
  ),
];

/** Every field of the wrong type and left out. */
function fields(endpoint: string): Row[] {
  const { body } = API_ENDPOINTS[endpoint]!;
  if (body?.kind !== 'json') return [];
  const good = body.good({ face: {}, documents: {} } as World);
  const rowFor = (kind: string, change: object): Row => ({
    endpoint,
    kind,
    status: 400,
    code: 'malformed',
    send: (world) => callApi(world, endpoint, { body: JSON.stringify({ ...body.good(world), ...change }) }),
  });
  return Object.entries(good).flatMap(([name, value]) => [
    ...[null, {}, [[]], typeof value === 'string' ? 7 : 'seven'].map((wrong) =>
      rowFor(`/${name} as ${JSON.stringify(wrong)}`, { [name]: wrong }),
    ),
    rowFor(`no /${name}`, { [name]: undefined }),
  ]);
}

const json = (endpoint: string): Row[] => [
  ...noObject.map(
    ([kind, status, code, wrong]): Row => ({
      endpoint,
      kind,
      status,
      code,
      send: async (world) =>
        callApi(world, endpoint, { body: wrong(String(await goodBody(world, endpoint))) }),
    }),
  ),
  ...fields(endpoint),
];

type Signed = readonly [
  kind: string,
  status: number,
  code: string,
  body: (world: World) => Promise<Body> | Body,
];

const now = () => Math.floor(Date.now() / 1000);

const signedKinds = (endpoint: string): Signed[] => {
  const signed = (changes: Parameters<typeof signedBody>[2]) => (world: World) =>
    signedBody(world, endpoint, changes);
  const altered =
    (change: (jws: { payload: string; signatures: Record<string, unknown>[] }) => unknown) =>
    async (world: World) =>
      JSON.stringify(change(JSON.parse(await signedBody(world, endpoint))));
  return [
    ['alg none', 422, 'alg_not_allowed', signed({ header: { alg: 'none' } })],
    ['alg HS256', 422, 'alg_not_allowed', signed({ header: { alg: 'HS256' }, key: 'shared' })],
    ['an unknown kid', 403, 'key_mismatch', signed({ header: { kid: 'unknown-key' } })],
    ['no kid', 403, 'key_mismatch', signed({ header: { kid: undefined } })],
    ['another typ', 400, 'invalid_jws', signed({ header: { typ: 'JWT' } })],
    ['an extension that is critical', 400, 'invalid_jws', signed({ header: { crit: ['exp'], exp: 1 } })],
    ['another audience', 400, 'invalid_jws', signed({ claims: { aud: 'https://other.example' } })],
    ['another address', 400, 'invalid_jws', signed({ claims: { htu: 'https://other.example/v1/me' } })],
    ['another client', 400, 'invalid_jws', signed({ claims: { iss: 'demo-portal' } })],
    ['another operator', 400, 'invalid_jws', signed({ claims: { sub: 'somebody-else' } })],
    ['expired', 400, 'invalid_jws', signed({ claims: { iat: now() - 900, exp: now() - 700 } })],
    ['from the future', 400, 'invalid_jws', signed({ claims: { iat: now() + 700, exp: now() + 900 } })],
    ['good for too long', 400, 'invalid_jws', signed({ claims: { exp: now() + 86_400 } })],
    ['a jti with a NUL', 400, 'malformed', signed({ claims: { jti: 'a-jti-with\u0000' } })],
    ['claims of the wrong type', 400, 'malformed', signed({ claims: { iat: 'now', jti: 7 } })],
    [
      'a bad signature',
      400,
      'invalid_jws',
      altered(({ payload, signatures: [one] }) => ({
        payload,
        signatures: [{ ...one, signature: `AAAA${String(one!.signature).slice(4)}` }],
      })),
    ],
    [
      'a payload that was exchanged',
      400,
      'invalid_jws',
      altered(({ signatures }) => ({
        payload: Buffer.from('{"intent":"x"}').toString('base64url'),
        signatures,
      })),
    ],
    ['no signature', 400, 'invalid_jws', altered(({ payload }) => ({ payload, signatures: [] }))],
    [
      'a header that is no JSON',
      400,
      'invalid_jws',
      altered(({ payload, signatures: [one] }) => ({ payload, signatures: [{ ...one, protected: 'AAAA' }] })),
    ],
    ['null', 400, 'invalid_jws', () => 'null'],
    ['an empty body', 400, 'invalid_jws', () => ''],
    ['truncated JSON', 400, 'invalid_jws', async (world) => (await signedBody(world, endpoint)).slice(0, -1)],
    ['deep JSON', 400, 'invalid_jws', () => deep(1500)],
    ['bytes that are no UTF-8', 400, 'invalid_jws', () => Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d])],
  ];
};

const signedRows = (endpoint: string): Row[] =>
  signedKinds(endpoint).map(([kind, status, code, body]) => ({
    endpoint,
    kind,
    status,
    code,
    send: async (world) => callApi(world, endpoint, { body: await body(world) }),
  }));

/** Bodies of the wrong type, size, shape and signature, at every endpoint of the API that takes one. */
export const apiBodyRows: readonly Row[] = Object.entries(API_ENDPOINTS).flatMap(([endpoint, { body }]) => {
  if (body?.kind === 'json') return [...common(endpoint, body.maxBytes), ...json(endpoint)];
  if (body?.kind === 'jws') return [...common(endpoint, body.maxBytes), ...signedRows(endpoint)];
  return body?.kind === 'part' ? [cut(endpoint)] : [];
});
