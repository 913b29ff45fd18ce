import { after, before, describe, it } from 'node:test';
import { long } from '../../../test/long.ts';
import { addressOf } from './endpoints.ts';
import { checkRow } from './row.ts';
import { againRows } from './rows/again.ts';
import { challengeRows } from './rows/challenges.ts';
import { makeWorld, type World } from './world.ts';

describe('what is over, and what was sent before', long, () => {
  let world: World;
  before(async () => {
    world = await makeWorld();
    await world.send(addressOf(world, 'GET /v1/me'));
  });
  after(() => world.close());

  for (const row of [...challengeRows, ...againRows]) {
    it(`${row.endpoint}: ${row.kind}`, () => checkRow(world, row));
  }
});
