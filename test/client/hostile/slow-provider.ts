import { PROVIDER } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'names a log-in provider that never comes to the end of its metadata',
  slow: true,
  tell: (backend) =>
    backend.on(PROVIDER, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{');
    }),
  ask: ({ logIn }) => logIn(),
  ends: 'login_expired',
});
