import { metadataOf, PROVIDER } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'names a log-in provider that calls itself by the name of another',
  tell: (backend) =>
    backend.on(PROVIDER, json({ ...metadataOf(backend.url), issuer: 'https://bank.example' })),
  ask: ({ logIn }) => logIn(),
  ends: 'login_failed',
});
