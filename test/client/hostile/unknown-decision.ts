import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'signs a decision that nobody here knows',
  async tell(backend) {
    const claims = { ...resultOf(backend.url), status: 'approved_a_little' as 'approved' };
    backend.on(RESULT, json({ result: await backend.sign('result', claims) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
