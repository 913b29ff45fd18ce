import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'decides on something else than what was sent',
  async tell(backend) {
    backend.on(RESULT, json({ result: await backend.sign('result', resultOf(backend.url)) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, { submissionSha256: 'n'.repeat(43) }),
  ends: 'result_not_authentic',
});
