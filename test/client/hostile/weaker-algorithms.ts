import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'offers none of the agreed algorithms',
  tell: (backend) =>
    backend.on(DISCOVERY, json({ ...backend.discovery, encryption_alg_values_supported: ['RSA1_5'] })),
  ask: ({ discover }) => discover(),
  ends: 'backend_unsupported',
});
