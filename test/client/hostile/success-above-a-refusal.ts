import assert from 'node:assert/strict';
import { BackendError } from '../../../src/protocol/problem.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'refuses with a problem document that says 200',
  tell: (backend) => backend.on('GET /v1/me', json({ type: 'x', status: 200, code: 'not_found' }, 404)),
  async ask({ client }) {
    const refused = await client.me().catch((error: unknown) => error);
    assert.ok(refused instanceof BackendError && refused.status === 404);
    throw refused;
  },
  ends: 'not_found',
});
