import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'tells of the decision on another application while one is waited for',
  tell: (backend) =>
    backend.on(
      APPLICATION,
      json({ ...application, status: 'processing', version: 2 }),
      json({ ...application, id: 'application-0002', status: 'approved', version: 3 }),
    ),
  ask: ({ client }) => client.waitForDecision(APPLICATION_ID),
  ends: 'response_malformed',
});
