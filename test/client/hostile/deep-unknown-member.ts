import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'hides half a million brackets in a member that nobody here knows',
  tell: (backend) => {
    const deep = '['.repeat(500_000) + ']'.repeat(500_000);
    const text = JSON.stringify(me).replace(/}$/, `,"invented_later":${deep}}`);
    backend.on('GET /v1/me', (_, response) => response.end(text));
  },
  ask: ({ client }) => client.me(),
  ends: (answer) => assert.deepEqual(answer, me),
});
