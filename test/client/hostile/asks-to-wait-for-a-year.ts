import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { connectClient } from '../../../src/client/create-client.ts';
import { APPLICATION, APPLICATION_ID, application } from '../answers.ts';
import { lie } from '../lie.ts';
import { json, testSession } from '../test-backend.ts';

export default lie({
  does: 'tells a client that waits for a decision to come back in a year',
  tell: (backend) => backend.on(APPLICATION, json(application, 200, { 'Retry-After': '31536000' })),
  async ask({ backend, asked }) {
    const client = connectClient({
      discovery: backend.discovery,
      session: await testSession(),
      clock: systemClock,
    });
    const gone = new AbortController();
    let waiting: Promise<unknown> = Promise.resolve();
    const seen = new Promise<unknown>((onStatus) => {
      waiting = client.waitForDecision(APPLICATION_ID, { signal: gone.signal, onStatus });
    });
    waiting.catch(() => {});
    try {
      await seen;
      for (let turn = 0; turn < 200; turn++) await setImmediate();
      assert.equal(asked(APPLICATION), 1, 'It is asked again and again, as if it had said: now.');
    } finally {
      gone.abort();
    }
    return waiting;
  },
  ends: 'cancelled',
});
