import { callApi, goodBody } from '../api-call.ts';
import { API_ENDPOINTS, addressOf } from '../endpoints.ts';
import type { Row } from '../row.ts';

const WRONG_IDS: Readonly<Record<string, string>> = {
  'an id that is not there': '0'.repeat(22),
  'an id that is too short': 'x',
  'an id that is too long': 'x'.repeat(100),
  'an id with a NUL': 'abcdefgh%00',
  'an id that leads away': '..%2f..%2fsecrets.json',
  'an id with markup': '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  'an id with a quote': "x'%20or%20'1'='1",
  'an id of Chinese characters': encodeURIComponent('安建国安建国安建国'),
  'an id in twice encoded characters': '%2561bcdefgh',
};

/** Somebody else's, another client's, with another key. */
const owners = (endpoint: string): Row[] => {
  const keyed = API_ENDPOINTS[endpoint]!.keyBound === true || endpoint.includes('/challenges/:id/');
  const as = (
    kind: string,
    who: 'owner' | 'stranger' | 'elsewhere' | 'otherKey',
    status: number,
    code: string,
  ): Row => ({
    endpoint,
    kind,
    status,
    code,
    send: async (world) =>
      callApi(world, endpoint, { by: world[who], body: await goodBody(world, endpoint) }),
  });
  if (API_ENDPOINTS[endpoint]!.by === 'stranger') {
    const row = as('not the relative of the link', 'owner', 403, 'subject_mismatch');
    return [{ ...row, writes: ['attempt_counters'] }];
  }
  const rows = [as("another operator's object", 'stranger', 404, 'not_found')];
  if (!endpoint.includes('/cards/')) {
    rows.push(as('an object of another client', 'elsewhere', 404, 'not_found'));
  }
  if (keyed) {
    const hidden = endpoint.includes('/challenges/:id/');
    rows.push(
      as('a draft of another key', 'otherKey', hidden ? 404 : 403, hidden ? 'not_found' : 'key_mismatch'),
    );
  }
  return rows;
};

const wrongIds = (endpoint: string, param: string): Row[] =>
  Object.entries(WRONG_IDS).map(([kind, id]) => ({
    endpoint,
    kind: `${kind} (:${param})`,
    status: [400, 404],
    code: kind.endsWith('not there') ? 'not_found' : 'malformed|not_found',
    secrets: ['安建国安建国'],
    send: async (world) =>
      callApi(world, endpoint, { params: { [param]: id }, body: await goodBody(world, endpoint) }),
  }));

const others: readonly Row[] = [
  {
    endpoint: 'GET /v1/*',
    kind: 'an address that is not there',
    status: 404,
    code: 'not_found',
    send: (world) => world.send({ method: 'GET', path: '/v1/nowhere' }),
  },
  {
    endpoint: 'GET /v1/*',
    kind: 'an address that cannot be decoded',
    status: [400, 404],
    code: 'malformed|not_found',
    send: (world) => world.send({ method: 'GET', path: '/v1/applications/%zz' }),
  },
  {
    endpoint: 'GET /v1/*',
    kind: 'dots that lead away',
    status: 404,
    code: 'not_found',
    send: (world) => world.send({ method: 'GET', path: '/v1/../../secrets.json' }),
  },
  {
    endpoint: 'GET /v1/*',
    kind: 'an endless address',
    status: [404, 414, 431],
    code: 'malformed|not_found',
    send: (world) => world.send({ method: 'GET', path: `/v1/${'x'.repeat(12_000)}` }),
  },
  {
    endpoint: 'GET /v1/*',
    kind: 'headers that are too large',
    status: 431,
    code: 'malformed',
    send: (world) => world.send({ method: 'GET', path: '/v1/me', headers: { x: 'x'.repeat(40_000) } }),
  },
];

const wrongMethods = (endpoint: string): Row[] =>
  ['DELETE', 'PATCH', 'TRACE', 'PROPFIND'].map((method) => ({
    endpoint,
    kind: `the method ${method}`,
    status: 405,
    code: 'method_not_allowed',
    send: (world) => world.send({ method, path: addressOf(world, endpoint).path }),
  }));

/** Ids that are not there, not the caller's or no ids, and methods that nothing has. */
export const apiObjectRows: readonly Row[] = [
  ...Object.entries(API_ENDPOINTS).flatMap(([endpoint, { params }]) => {
    const names = [...endpoint.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    return [
      ...(params === undefined ? [] : owners(endpoint)),
      ...names.flatMap((name) => wrongIds(endpoint, name)),
      ...wrongMethods(endpoint),
    ];
  }),
  ...others,
];
