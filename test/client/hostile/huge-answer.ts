import { lie } from '../lie.ts';
import { endless } from '../test-backend.ts';

export default lie({
  does: 'sends an answer without end',
  tell: (backend) => backend.on('GET /v1/me', endless),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
