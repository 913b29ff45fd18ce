import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadAdapter, runChecks } from '../../../conformance/run-checks.ts';
import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';
import { long } from '../../long.ts';

describe('the whole conformance kit, against the sandbox', long, () => {
  it('finds nothing wrong, and skips what one process with verified accounts cannot show', async () => {
    const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', testTenant: true });
    try {
      const backend = sandbox.backendUrl;
      const adapter = await loadAdapter('conformance/adapters/sandbox.ts', backend);
      const { checks } = await runChecks({ backend, adapter });
      const of = (result: string) => checks.filter((one) => one.result === result);
      assert.deepEqual(
        of('failed').map(({ id, reason }) => `${id}: ${reason}`),
        [],
      );
      assert.deepEqual(
        of('skipped').map(({ id }) => id),
        ['C31-node', 'C86'],
      );
    } finally {
      await sandbox.close();
    }
  });
});
