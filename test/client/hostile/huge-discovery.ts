import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { endless } from '../test-backend.ts';

export default lie({
  does: 'sends a discovery document without end',
  tell: (backend) => backend.on(DISCOVERY, endless),
  ask: ({ discover }) => discover(),
  ends: 'discovery_invalid',
});
