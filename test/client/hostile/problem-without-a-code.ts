import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'refuses without saying why',
  tell: (backend) => backend.on('GET /v1/me', json({ error: 'no' }, 400)),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
