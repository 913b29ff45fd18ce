import { PROVIDER } from '../answers.ts';
import { lie } from '../lie.ts';
import { endless } from '../test-backend.ts';

export default lie({
  does: 'names a log-in provider whose metadata has no end',
  tell: (backend) => backend.on(PROVIDER, endless),
  ask: ({ logIn }) => logIn(),
  ends: 'response_malformed',
});
