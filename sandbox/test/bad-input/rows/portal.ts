import type { Row } from '../row.ts';
import { send } from '../wire.ts';

const row = (
  kind: string,
  path: string,
  method = 'GET',
  status: number | number[] = 404,
  code = 'not_found|malformed',
): Row => ({
  endpoint: 'GET /* (portal)',
  kind,
  status,
  code,
  send: ({ sandbox }) =>
    send(sandbox.portalUrl, { method, path, headers: { host: new URL(sandbox.portalUrl).host } }),
});

/** The demo portal only hands out files. */
export const portalRows: readonly Row[] = [
  row('a file that is not there', '/nowhere.html'),
  row('dots that lead away', '/../package.json', 'GET', [400, 403, 404]),
  row('dots that lead away, encoded', '/%2e%2e/package.json', 'GET', [400, 403, 404]),
  row('dots that lead away, encoded twice', '/family-auth/%252e%252e/package.json', 'GET', [400, 403, 404]),
  row('a hidden file', '/.env', 'GET', [400, 403, 404]),
  row('a NUL in the address', '/index.html%00', 'GET', [400, 403, 404]),
  row('an address that cannot be decoded', '/%zz', 'GET', [400, 404]),
  row('the method POST', '/', 'POST'),
  row('the method DELETE', '/portal-config.json', 'DELETE'),
];
