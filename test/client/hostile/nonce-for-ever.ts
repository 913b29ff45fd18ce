import { lie } from '../lie.ts';
import { problem } from '../test-backend.ts';

export default lie({
  does: 'asks for another nonce each time',
  tell: (backend) => backend.on('GET /v1/me', problem('use_dpop_nonce', { 'DPoP-Nonce': 'again' })),
  ask: ({ client }) => client.me(),
  ends: 'use_dpop_nonce',
});
