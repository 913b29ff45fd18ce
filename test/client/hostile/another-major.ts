import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'speaks another major version of the protocol',
  tell: (backend) => backend.on(DISCOVERY, json({ ...backend.discovery, protocol_versions: ['2.0', '3.1'] })),
  ask: ({ discover }) => discover(),
  ends: 'unsupported_version',
});
