import { generateKeyPair } from 'jose';
import { signStatement } from '../../../src/seal/statement.ts';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'signs a decision with a key that is not in its key set',
  async tell(backend) {
    const { privateKey } = await generateKeyPair('ES256');
    const result = await signStatement('result', resultOf(backend.url), { privateKey, kid: 'of-somebody' });
    backend.on(RESULT, json({ result }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
