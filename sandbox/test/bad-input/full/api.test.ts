import { after, before, describe, it } from 'node:test';
import { addressOf } from '../endpoints.ts';
import { checkRow } from '../row.ts';
import { restOfApiRows } from '../rows/api.ts';
import { makeWorld, type World } from '../world.ts';

describe('bad input to the API, of every kind to every endpoint', () => {
  let world: World;
  before(async () => {
    world = await makeWorld();
    await world.send(addressOf(world, 'GET /v1/me'));
  });
  after(() => world.close());

  for (const row of restOfApiRows) it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
});
