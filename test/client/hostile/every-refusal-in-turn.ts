import assert from 'node:assert/strict';
import { connectClient } from '../../../src/client/create-client.ts';
import { lie } from '../lie.ts';
import { problem, testSession } from '../test-backend.ts';

export default lie({
  does: 'finds another fault with each proof',
  tell: (backend) =>
    backend.on(
      'GET /v1/me',
      ...Array.from({ length: 5 }, () => [
        problem('use_dpop_nonce', { 'DPoP-Nonce': 'n' }),
        problem('invalid_dpop_proof'),
        problem('invalid_token'),
      ]).flat(),
    ),
  async ask({ backend, asked }) {
    const session = { ...(await testSession()), renew: async () => {} };
    const refused = await connectClient({ discovery: backend.discovery, session })
      .me()
      .catch((error: unknown) => error);
    assert.equal(asked('GET /v1/me'), 4, 'Each fault is mended once.');
    throw refused;
  },
  ends: 'use_dpop_nonce',
});
