import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'calls itself by the name of another',
  tell: (backend) => backend.on(DISCOVERY, json({ ...backend.discovery, issuer: 'https://bank.example' })),
  ask: ({ discover }) => discover(),
  ends: 'discovery_invalid',
});
