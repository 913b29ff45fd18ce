import type { Row } from '../row.ts';
import { send } from '../wire.ts';

const row = (
  kind: string,
  path: string,
  more: Partial<Row> & { method?: string; body?: unknown } = {},
): Row => {
  const { method = 'GET', body, ...expected } = more;
  return {
    endpoint: 'GET /*',
    kind,
    status: 404,
    code: 'not_found',
    ...expected,
    send: ({ sandbox }) =>
      send(sandbox.portalUrl, {
        method,
        path,
        headers: {
          host: new URL(sandbox.portalUrl).host,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
};
const refused = { status: 400, code: 'malformed' };

/** The routes of the demo portal, which hands out files and verifies results. The library's build is there once it was built. */
export const PORTAL_ROUTES = [
  'GET /*',
  'GET /',
  'GET /portal-config.json',
  'GET /people/*',
  'GET /family-auth/*',
  'POST /result',
];

/** What a page may hand in as a result: nothing of it is a decision of the backend's. */
const handedIn = (kind: string, body: unknown): Row =>
  row(kind, '/result', {
    endpoint: 'POST /result',
    method: 'POST',
    ...refused,
    ...(body === undefined ? {} : { body }),
  });
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const PREFIXES = { 'GET /*': '', 'GET /people/*': '/people', 'GET /family-auth/*': '/family-auth' };
const files = Object.entries(PREFIXES).flatMap(([endpoint, at]) => [
  row('a file that is not there', `${at}/nowhere.html`, { endpoint }),
  row('dots that lead away', `${at}/../../package.json`, { endpoint, ...refused }),
  row('dots that lead away, encoded', `${at}/%2e%2e/%2e%2e/package.json`, { endpoint, ...refused }),
  row('dots that lead away, encoded twice', `${at}/%252e%252e/package.json`, { endpoint }),
  row('a hidden file', `${at}/.env`, { endpoint, ...refused }),
  row('a NUL in the address', `${at}/index.html%00`, { endpoint, ...refused }),
  row('an address that cannot be decoded', `${at}/%zz`, { endpoint, ...refused }),
  row('the method POST', `${at}/`, { endpoint, method: 'POST' }),
  row('the method DELETE, for a file', `${at}/index.html`, { endpoint, method: 'DELETE' }),
]);

export const portalRows: readonly Row[] = [
  ...files,
  handedIn('nothing', undefined),
  handedIn('null in the place of an object', null),
  handedIn('an event’s detail without a result', { status: 'approved', applicationId: 'application-0001' }),
  handedIn('a number as result', { result: 1 }),
  handedIn('a word as result', { result: 'approved' }),
  handedIn('a result without a signature', {
    result: `${part({ alg: 'none', typ: 'fap-result+jwt' })}.${part({ iss: 'https://other.example', status: 'approved' })}.`,
  }),
  handedIn('a result of 9000 characters', { result: 'a'.repeat(9000) }),
  row('the method DELETE', '/', { endpoint: 'GET /', method: 'DELETE' }),
  row('the method DELETE', '/portal-config.json', { endpoint: 'GET /portal-config.json', method: 'DELETE' }),
  row('the method POST', '/portal-config.json', { endpoint: 'GET /portal-config.json', method: 'POST' }),
];
