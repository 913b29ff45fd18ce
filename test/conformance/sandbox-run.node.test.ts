import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allChecks } from '../../conformance/checks/all-checks.ts';
import { type Adapter, loadAdapter, type Report, runChecks } from '../../conformance/run-checks.ts';
import { type Sandbox, startSandbox } from '../../sandbox/src/server/start-sandbox.ts';

const ADAPTER = 'conformance/adapters/sandbox.ts';

describe('the conformance kit, against the sandbox', () => {
  let sandbox: Sandbox;
  let adapter: Adapter;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', testTenant: true });
    adapter = await loadAdapter(ADAPTER, sandbox.backendUrl);
  });
  after(() => sandbox.close());

  const failures = ({ checks }: Report) =>
    checks.filter(({ result }) => result === 'failed').map(({ id, reason }) => `${id}: ${reason}`);

  it('finds nothing wrong, in all that need not wait', async () => {
    const report = await runChecks({ backend: sandbox.backendUrl, adapter, quick: true });
    assert.deepEqual(failures(report), []);
    assert.equal(report.checks.length, allChecks.filter(({ waitsS }) => waitsS === 0).length);
    const left = report.checks.filter(({ result }) => result === 'skipped').map(({ id }) => id);
    // One process has no second node; and the sandbox's accounts are verified.
    assert.deepEqual(left, ['C31-node', 'C86']);
  });

  it('checks what anybody may read without an adapter, and says that the rest needs one', async () => {
    const report = await runChecks({ backend: sandbox.backendUrl, only: ['C01', 'C29'] });
    assert.deepEqual(
      report.checks.map(({ id, result, reason }) => [id, result, reason]),
      [
        ['C01', 'passed', undefined],
        ['C29', 'skipped', 'Needs an adapter (--adapter FILE).'],
        ['C29-future', 'skipped', 'Needs an adapter (--adapter FILE).'],
        ['C29-tolerance', 'skipped', 'Needs an adapter (--adapter FILE).'],
      ],
    );
    assert.deepEqual(
      report.requirements.map(({ id, result }) => [id, result]),
      [
        ['C01', 'passed'],
        ['C29', 'skipped'],
      ],
    );
  });

  it('knows no check by a name that is none', async () => {
    await assert.rejects(runChecks({ backend: sandbox.backendUrl, only: ['C999'] }), RangeError);
  });
});
