import { APPLICATION, APPLICATION_ID } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'answers 304 to a question without If-None-Match',
  tell: (backend) => backend.on(APPLICATION, (_, response) => void response.writeHead(304).end()),
  ask: ({ client }) => client.application(APPLICATION_ID),
  ends: 'response_malformed',
});
