import { APPLICATION_ID, RESULT, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'alters a decision after it was signed',
  async tell(backend) {
    const claims = resultOf(backend.url, { status: 'rejected', reason: 'policy' });
    const [header, payload, signature] = (await backend.sign('result', claims)).split('.');
    const approved = { ...JSON.parse(Buffer.from(payload!, 'base64url').toString()), status: 'approved' };
    const altered = Buffer.from(JSON.stringify(approved)).toString('base64url');
    backend.on(RESULT, json({ result: `${header}.${altered}.${signature}` }));
  },
  ask: ({ client }) => client.result(APPLICATION_ID, {}),
  ends: 'result_not_authentic',
});
