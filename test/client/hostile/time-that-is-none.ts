import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'says that it is no time at all',
  tell: (backend) => backend.on('GET /v1/me', json(me, 200, { Date: 'yesterday' })),
  async ask({ client }) {
    const before = Date.now();
    await client.me();
    return client.epochMs() - before;
  },
  ends: (movedMs) => assert.ok(Math.abs(movedMs as number) < 60_000, `${movedMs} ms`),
});
