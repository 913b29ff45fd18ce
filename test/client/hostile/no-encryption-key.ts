import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'has no key to encrypt to',
  tell: (backend) =>
    backend.on('GET /jwks', json({ keys: [{ kty: 'RSA', use: 'enc', kid: 'r', n: 'AQAB', e: 'AQAB' }] })),
  ask: ({ client }) => client.encryptionKey(),
  ends: 'backend_unsupported',
});
