import assert from 'node:assert/strict';
import type { ApplicationResult } from '../../../src/protocol/result.ts';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'rejects for a reason of a later version',
  async tell(backend) {
    const claims = resultOf(backend.url, { status: 'rejected', reason: 'moon_phase' });
    backend.on(RESULT, json({ result: await backend.sign('result', claims) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: (result) => {
    const { status, reason } = result as ApplicationResult;
    assert.deepEqual([status, reason], ['rejected', 'moon_phase']);
  },
});
