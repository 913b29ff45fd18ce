import assert from 'node:assert/strict';
import { lie } from '../lie.ts';
import { startTestBackend } from '../test-backend.ts';

export default lie({
  does: 'redirects a request that carries a token to another origin',
  tell: () => {},
  async ask({ backend, client }) {
    const other = await startTestBackend();
    try {
      backend.on('GET /v1/me', (_, response) =>
        response.writeHead(308, { Location: `${other.url}/v1/me` }).end(),
      );
      const refused = await client.me().catch((error: unknown) => error);
      assert.deepEqual(other.received, [], 'The token went along.');
      throw refused;
    } finally {
      await other.close();
    }
  },
  ends: 'response_malformed',
});
