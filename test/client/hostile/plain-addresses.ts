import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'sends the client to an address without encryption',
  tell: (backend) =>
    backend.on(DISCOVERY, json({ ...backend.discovery, api_base: 'http://backend.example/v1' })),
  ask: ({ discover }) => discover(),
  ends: 'discovery_invalid',
});
