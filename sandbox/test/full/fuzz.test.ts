import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { breachOf, OPERATIONS } from '../fuzz/contract.ts';
import { runFuzz } from '../fuzz/run-fuzz.ts';

describe('requests of every shape', () => {
  it('meet no fault in half a minute, whichever operation they are for', { timeout: 300_000 }, async (t) => {
    const { requests, operations, faults } = await runFuzz({ seed: 20_261_130, ms: 30_000 });
    t.diagnostic(`${requests} requests`);
    assert.deepEqual(faults, []);
    assert.ok(requests > 100, `${requests} requests`);
    const reached = OPERATIONS.filter(({ id }) => (operations[id]?.requests ?? 0) > 0);
    assert.ok(reached.length > 10, `${reached.length} operations`);
  });
});

describe('an answer that is not in the document', () => {
  const problem = { type: 'x', code: 'not_found', status: 404 };
  const answered = (status: number, body: unknown, mediaType = 'application/problem+json') =>
    breachOf('getApplication', { status, mediaType, body: JSON.stringify(body) })?.kind;

  it('is noticed by its status, its media type, its code and its members', () => {
    assert.equal(answered(404, problem), undefined);
    assert.equal(answered(418, problem), 'undocumented_status');
    assert.equal(answered(404, problem, 'text/html'), 'schema');
    assert.equal(answered(404, { ...problem, code: 'part_conflict' }), 'schema');
    assert.equal(answered(200, { id: 'application-0001' }, 'application/json'), 'schema');
  });
});
