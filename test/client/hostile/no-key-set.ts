import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows no key set where its keys should be',
  tell: (backend) => backend.on('GET /jwks', json({ keys: 'later' })),
  ask: ({ client }) => client.encryptionKey(),
  ends: 'response_malformed',
});
