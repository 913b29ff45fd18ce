import { mock } from 'node:test';
import { addressOf } from './endpoints.ts';
import type { World } from './world.ts';

/** Does it when so much time has gone by, for this process and the sandbox in it. */
export async function later<Result>(
  world: World,
  byMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const freshNonce = () => world.send(addressOf(world, 'GET /v1/me'));
  mock.timers.enable({ apis: ['Date'], now: Date.now() + byMs });
  try {
    await freshNonce();
    return await work();
  } finally {
    mock.timers.reset();
    await freshNonce();
  }
}
