import { after, before, describe, it } from 'node:test';
import { checkRow } from '../row.ts';
import { FLOOD_LIMIT, floodRows } from '../rows/flood.ts';
import { openWorld, type World } from '../world.ts';

describe('a flood', () => {
  let world: World;
  before(async () => {
    const rateLimits = { addressPerMinute: FLOOD_LIMIT };
    // Nobody has to be there: a flood is refused before anything is looked at.
    world = (await openWorld({ rateLimits, trustProxy: '127.0.0.1' })) as unknown as World;
  });
  after(() => world.close());

  for (const row of floodRows) it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
});
