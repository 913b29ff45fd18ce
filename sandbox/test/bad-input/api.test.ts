import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { API_ENDPOINTS, addressOf } from './endpoints.ts';
import { checkRow } from './row.ts';
import { apiRows } from './rows/api.ts';
import { CLAIMS_ENDPOINT, handOffClaimRows } from './rows/hand-off-claims.ts';
import { OPEN_PAGES } from './rows/open-pages.ts';
import { PORTAL_SERVER_ENDPOINTS, portalServerRows } from './rows/portal-server.ts';
import { makeWorld, type World } from './world.ts';

describe('bad input to the API', () => {
  let world: World;
  before(async () => {
    world = await makeWorld();
    await world.send(addressOf(world, 'GET /v1/me'));
  });
  after(() => world.close());

  it('has rows for every endpoint', () => {
    const known = [...Object.keys(API_ENDPOINTS), ...PORTAL_SERVER_ENDPOINTS, CLAIMS_ENDPOINT, ...OPEN_PAGES];
    assert.deepEqual(
      world.routes.filter((route) => route.includes(' /v1/') && !known.includes(route)),
      [],
    );
  });

  for (const row of [...apiRows, ...portalServerRows, ...handOffClaimRows])
    it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
});
