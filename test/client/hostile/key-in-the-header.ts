import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'brings the key to a signature along in its header',
  async tell(backend) {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const result = await new SignJWT({ ...resultOf(backend.url) })
      .setProtectedHeader({ alg: 'ES256', typ: 'fap-result+jwt', jwk: await exportJWK(publicKey) })
      .sign(privateKey);
    backend.on(RESULT, json({ result }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
