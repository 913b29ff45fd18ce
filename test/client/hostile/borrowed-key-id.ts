import { decodeProtectedHeader, generateKeyPair } from 'jose';
import { signStatement } from '../../../src/seal/statement.ts';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'signs a decision with another key under the id of the right one',
  async tell(backend) {
    const { kid } = decodeProtectedHeader(await backend.sign('result', resultOf(backend.url)));
    const { privateKey } = await generateKeyPair('ES256');
    const result = await signStatement('result', resultOf(backend.url), { privateKey, kid: kid! });
    backend.on(RESULT, json({ result }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
