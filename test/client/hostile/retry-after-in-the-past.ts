import assert from 'node:assert/strict';
import { me } from '../answers.ts';
import { lie } from '../lie.ts';
import { json, problem } from '../test-backend.ts';

export default lie({
  does: 'is busy, and names a time to come back that is below zero, over, or none',
  tell: (backend) =>
    backend.on(
      'GET /v1/me',
      problem('unavailable', { 'Retry-After': '-120' }),
      problem('unavailable', { 'Retry-After': 'Thu, 01 Jan 1970 00:00:00 GMT' }),
      problem('unavailable', { 'Retry-After': 'soon' }),
      json(me),
    ),
  ask: ({ client }) => client.me(),
  ends: (answer) => assert.deepEqual(answer, me),
});
