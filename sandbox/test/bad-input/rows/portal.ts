import type { Row } from '../row.ts';
import { send } from '../wire.ts';

const row = (kind: string, path: string, more: Partial<Row> & { method?: string } = {}): Row => {
  const { method = 'GET', ...expected } = more;
  return {
    endpoint: 'GET /*',
    kind,
    status: 404,
    code: 'not_found',
    ...expected,
    send: ({ sandbox }) =>
      send(sandbox.portalUrl, { method, path, headers: { host: new URL(sandbox.portalUrl).host } }),
  };
};
const refused = { status: 400, code: 'malformed' };

/** The routes of the demo portal, which only hands out files. The library's build is there once it was built. */
export const PORTAL_ROUTES = ['GET /*', 'GET /portal-config.json', 'GET /people/*', 'GET /family-auth/*'];

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
  row('the method DELETE', `${at}/index.html`, { endpoint, method: 'DELETE' }),
]);

export const portalRows: readonly Row[] = [
  ...files,
  row('the method DELETE', '/portal-config.json', { endpoint: 'GET /portal-config.json', method: 'DELETE' }),
  row('the method POST', '/portal-config.json', { endpoint: 'GET /portal-config.json', method: 'POST' }),
];
