import assert from 'node:assert/strict';
import { connectClient } from '../../../src/client/create-client.ts';
import { lie } from '../lie.ts';
import { problem, testSession } from '../test-backend.ts';

export default lie({
  does: 'takes no token, however new',
  tell: (backend) =>
    backend.on('GET /v1/me', problem('invalid_token', { 'WWW-Authenticate': 'DPoP error="invalid_token"' })),
  async ask({ backend, asked }) {
    let renewed = 0;
    const renew = async () => void renewed++;
    const session = { ...(await testSession()), renew };
    const refused = await connectClient({ discovery: backend.discovery, session })
      .me()
      .catch((error: unknown) => error);
    assert.deepEqual([renewed, asked('GET /v1/me')], [1, 2]);
    throw refused;
  },
  ends: 'invalid_token',
});
