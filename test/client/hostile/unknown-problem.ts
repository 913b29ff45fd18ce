import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'refuses with a code of a later version',
  tell: (backend) => backend.on('GET /v1/me', json({ type: 'x', status: 403, code: 'moon_phase' }, 403)),
  ask: ({ client }) => client.me(),
  ends: 'origin_not_allowed',
});
