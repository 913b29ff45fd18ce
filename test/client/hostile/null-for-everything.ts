import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'answers null',
  tell: (backend) => backend.on('GET /v1/me', json(null)),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
