import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows another application than the one that was asked for',
  tell: (backend) => backend.on(APPLICATION, json({ ...application, id: 'application-0002' })),
  ask: ({ client }) => client.application(APPLICATION_ID),
  ends: 'response_malformed',
});
