import assert from 'node:assert/strict';
import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'says that nothing has changed to a client that knows of nothing, and gives no ETag',
  tell: (backend) =>
    backend.on(
      APPLICATION,
      (_, response) => void response.writeHead(304, { 'Retry-After': '0' }).end(),
      json({ ...application, status: 'processing', version: 2 }),
      (_, response) => void response.writeHead(304).end(),
      json({ ...application, status: 'approved', version: 3 }),
    ),
  async ask({ client }) {
    const seen: string[] = [];
    await client.waitForDecision(APPLICATION_ID, { onStatus: ({ status }) => seen.push(status) });
    return seen;
  },
  ends: (seen) => assert.deepEqual(seen, ['processing', 'approved']),
});
