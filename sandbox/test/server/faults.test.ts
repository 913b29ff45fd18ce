import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { startSandbox } from '../support/test-database.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', testTenant: true });
});
after(() => sandbox.close());

it('answers a fault of its own without saying where in the code it was, or what it was', async () => {
  await fetch(`${sandbox.backendUrl}/test-tenant/fault`, { method: 'POST' });
  const answer = await fetch(`${sandbox.backendUrl}/v1/me`);
  const text = await answer.text();
  assert.equal(answer.status, 500);
  const { type: _, instance, ...said } = ProblemSchema.parse(JSON.parse(text));
  assert.deepEqual(said, { code: 'internal', status: 500, retryable: true });
  assert.match(instance ?? '', /^[0-9a-f-]{36}$/);
  assert.equal((await fetch(`${sandbox.backendUrl}/v1/me`)).status, 401);
});
