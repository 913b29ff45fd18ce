import { APPLICATION_ID, cardOf, RESULT } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows a signed card where a decision is asked for',
  async tell(backend) {
    backend.on(RESULT, json({ result: await backend.sign('card', cardOf(backend.url)) }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
