import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows a decision again whose time is over',
  async tell(backend) {
    const claims = resultOf(backend.url, { iat: 1_600_000_000, exp: 1_600_086_400 });
    backend.on(RESULT, json({ result: await backend.sign('result', claims) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
