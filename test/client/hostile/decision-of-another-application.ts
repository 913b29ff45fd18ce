import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows the decision on another application',
  async tell(backend) {
    const claims = resultOf(backend.url, { sub: 'application-0002' });
    backend.on(RESULT, json({ result: await backend.sign('result', claims) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
