import { me } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'sends a list where a number belongs',
  tell: (backend) => backend.on('GET /v1/me', json({ ...me, relatives_left: [8] })),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
