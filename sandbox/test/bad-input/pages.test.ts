import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkRow } from './row.ts';
import { OPEN_PAGES, PAGE_ENDPOINTS, pageRows } from './rows/pages.ts';
import { portalRows } from './rows/portal.ts';
import { PROVIDER_PATHS, providerRows } from './rows/provider.ts';
import { makeWorld, type World } from './world.ts';

describe('bad input to the pages and the OpenID provider', () => {
  let world: World;
  before(async () => {
    world = await makeWorld({ rateLimits: { loginsPerMinute: 5000 } });
  });
  after(() => world.close());

  it('has rows for every page', () => {
    const known = [...Object.keys(PAGE_ENDPOINTS), ...OPEN_PAGES];
    const others = / \/(v1|notices|oidc\/\*|family-auth|people|portal-config)| \/\*/;
    assert.deepEqual(
      world.routes.filter((route) => !others.test(route) && !known.includes(route)),
      [],
    );
  });

  it('has rows for every endpoint that the provider names', async () => {
    const { body } = await world.send({ method: 'GET', path: '/oidc/.well-known/openid-configuration' });
    const named = Object.keys(JSON.parse(body)).filter((name) => /_endpoint$|^jwks_uri$/.test(name));
    assert.deepEqual(named.sort(), Object.keys(PROVIDER_PATHS).sort());
  });

  for (const row of [...pageRows, ...providerRows, ...portalRows]) {
    it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
  }
});
