import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'names a member twice',
  tell: (backend) => {
    const text = JSON.stringify(me).replace(/^{/, '{"name":"first","relatives_left":"none",');
    backend.on('GET /v1/me', (_, response) => response.end(text));
  },
  ask: ({ client }) => client.me(),
  // RFC 8259 section 4 leaves it open; the last one counts, as everywhere in JavaScript.
  ends: (answer) => assert.deepEqual(answer, me),
});
