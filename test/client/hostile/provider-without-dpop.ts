import { metadataOf, PROVIDER } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'names a log-in provider that binds no token to a key',
  tell: (backend) =>
    backend.on(PROVIDER, json({ ...metadataOf(backend.url), dpop_signing_alg_values_supported: [] })),
  ask: ({ logIn }) => logIn(),
  ends: 'backend_unsupported',
});
