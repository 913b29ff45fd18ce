import assert from 'node:assert/strict';
import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'passes through a status of a later version',
  tell: (backend) =>
    backend.on(
      APPLICATION,
      json({ ...application, status: 'second_opinion', version: 2 }, 200, { 'Retry-After': '0' }),
      json({ ...application, status: 'approved', version: 3 }),
    ),
  async ask({ client }) {
    const seen: string[] = [];
    await client.waitForDecision(APPLICATION_ID, { onStatus: ({ status }) => seen.push(status) });
    return seen;
  },
  ends: (seen) => assert.deepEqual(seen, ['second_opinion', 'approved']),
});
