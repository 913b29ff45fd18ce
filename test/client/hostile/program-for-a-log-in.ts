import { metadataOf, PROVIDER } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'names a log-in provider whose page is a program',
  tell: (backend) =>
    backend.on(PROVIDER, json({ ...metadataOf(backend.url), authorization_endpoint: 'javascript:alert(1)' })),
  ask: ({ logIn }) => logIn(),
  ends: 'backend_unsupported',
});
