import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'names a member __proto__',
  tell: (backend) => {
    const text = JSON.stringify(me).replace(/}$/, ',"__proto__":{"polluted":true}}');
    backend.on('GET /v1/me', (_, response) => response.end(text));
  },
  ask: ({ client }) => client.me(),
  ends: (answer) => {
    assert.deepEqual(answer, me);
    assert.equal((answer as { polluted?: boolean }).polluted, undefined);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  },
});
