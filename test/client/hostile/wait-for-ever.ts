import { lie } from '../lie.ts';
import { problem } from '../test-backend.ts';

export default lie({
  does: 'tells the client to come back in a thousand years',
  tell: (backend) => backend.on('GET /v1/me', problem('rate_limited', { 'Retry-After': '31536000000' })),
  ask: ({ client }) => client.me(),
  ends: 'rate_limited',
});
