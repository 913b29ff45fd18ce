import { decodeProtectedHeader, SignJWT } from 'jose';
import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'lets somebody sign by HMAC with the public key as the secret',
  async tell(backend) {
    const { kid } = decodeProtectedHeader(await backend.sign('result', resultOf(backend.url)));
    const published = await (await fetch(backend.discovery.jwks_uri)).text();
    const result = await new SignJWT({ ...resultOf(backend.url) })
      .setProtectedHeader({ alg: 'HS256', typ: 'fap-result+jwt', kid: kid! })
      .sign(new TextEncoder().encode(published));
    backend.on(RESULT, json({ result }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
