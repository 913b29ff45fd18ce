import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'says that its JSON is plain text',
  tell: (backend) =>
    backend.on('GET /v1/me', (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(JSON.stringify(me)),
    ),
  ask: ({ client }) => client.me(),
  ends: (answer) => assert.deepEqual(answer, me),
});
