import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'says 200 above a problem document',
  tell: (backend) => backend.on('GET /v1/me', json({ type: 'x', status: 403, code: 'not_found' })),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
