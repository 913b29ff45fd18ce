import assert from 'node:assert/strict';
import { lie } from '../lie.ts';

export default lie({
  does: 'redirects a request that carries a token',
  tell: (backend) => {
    backend.on('GET /v1/me', (_, response) => response.writeHead(307, { Location: '/elsewhere' }).end());
  },
  async ask({ client, asked }) {
    const refused = await client.me().catch((error: unknown) => error);
    assert.equal(asked('GET /elsewhere'), 0, 'The token went along.');
    throw refused;
  },
  ends: 'response_malformed',
});
