import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { long } from '../../../test/long.ts';
import { checkRow } from './row.ts';
import { OPEN_PAGES } from './rows/open-pages.ts';
import { PAGE_ENDPOINTS, pageRows } from './rows/pages.ts';
import { PORTAL_ROUTES, portalRows } from './rows/portal.ts';
import { PROVIDER_PATHS, providerRows } from './rows/provider.ts';
import { makeWorld, type World } from './world.ts';

const rows = [...pageRows, ...providerRows, ...portalRows];

describe('bad input to the pages and the OpenID provider', long, () => {
  let world: World;
  before(async () => {
    world = await makeWorld({ rateLimits: { loginsPerMinute: 5000 } });
  });
  after(() => world.close());

  it('has rows for every route besides those of the API', () => {
    const known = [
      ...Object.keys(PAGE_ENDPOINTS),
      ...OPEN_PAGES,
      ...PORTAL_ROUTES,
      'GET /oidc/*',
      'POST /oidc/*',
    ];
    assert.deepEqual(
      world.routes.filter((route) => !route.includes(' /v1/') && !known.includes(route)),
      [],
    );
    const withRows = new Set(rows.map(({ endpoint }) => endpoint));
    assert.deepEqual(
      [...Object.keys(PAGE_ENDPOINTS), ...OPEN_PAGES, ...PORTAL_ROUTES].filter(
        (route) => !withRows.has(route),
      ),
      [],
    );
  });

  it('has rows for every endpoint that the provider names', async () => {
    const { body } = await world.send({ method: 'GET', path: '/oidc/.well-known/openid-configuration' });
    const named = Object.keys(JSON.parse(body)).filter((name) => /_endpoint$|^jwks_uri$/.test(name));
    assert.deepEqual(named.sort(), Object.keys(PROVIDER_PATHS).sort());
  });

  for (const row of rows) it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
});
