import assert from 'node:assert/strict';
import { lie } from '../lie.ts';
import { problem } from '../test-backend.ts';

export default lie({
  does: 'is busy each time, and says that now is a good time to ask again',
  slow: true,
  tell: (backend) => backend.on('GET /v1/me', problem('unavailable', { 'Retry-After': '0' })),
  async ask({ client, asked }) {
    const refused = await client.me().catch((error: unknown) => error);
    assert.ok(asked('GET /v1/me') > 3 && asked('GET /v1/me') < 40, `${asked('GET /v1/me')} requests`);
    throw refused;
  },
  ends: 'unavailable',
});
