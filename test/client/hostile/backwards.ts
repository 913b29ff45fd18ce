import assert from 'node:assert/strict';
import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'goes back to a status that is over',
  tell: (backend) =>
    backend.on(
      APPLICATION,
      json({ ...application, status: 'processing', version: 3 }, 200, { ETag: '"3"' }),
      json({ ...application, status: 'approved', version: 2 }, 200, { ETag: '"2"' }),
      json({ ...application, status: 'draft', version: 1 }, 200, { ETag: '"1"' }),
      json({ ...application, status: 'rejected', version: 4 }, 200, { ETag: '"4"' }),
    ),
  async ask({ client, backend }) {
    const seen: string[] = [];
    await client.waitForDecision(APPLICATION_ID, { onStatus: ({ status }) => seen.push(status) });
    return { seen, tags: backend.received.map(({ headers }) => headers['if-none-match']) };
  },
  ends: (answer) =>
    assert.deepEqual(answer, { seen: ['processing', 'rejected'], tags: [undefined, '"3"', '"3"', '"3"'] }),
});
