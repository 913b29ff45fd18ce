import { UnsecuredJWT } from 'jose';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'does not sign its decision',
  tell: (backend) =>
    backend.on(RESULT, json({ result: new UnsecuredJWT({ ...resultOf(backend.url) }).encode() })),
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
