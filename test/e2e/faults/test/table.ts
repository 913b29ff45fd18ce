import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runScenario } from '../stage.mjs';

interface Row {
  readonly phase: string;
  readonly fault: string;
  readonly ok: boolean;
  readonly outcome: string;
  readonly why?: string;
}

interface Scenario {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

/** Each row of the table is a test; the rows of one flow share the flow. */
export function testRows(scenarios: readonly Scenario[]): void {
  for (const scenario of scenarios)
    describe(scenario.name, () => {
      let played: Promise<readonly Row[]> | undefined;
      for (const [index, [phase, fault]] of scenario.rows.entries())
        it(`${phase} × ${fault}`, async () => {
          played ??= runScenario(scenario);
          const row = (await played)[index]!;
          assert.deepEqual([row.phase, row.fault], [phase, fault]);
          assert.ok(row.ok, `${row.outcome}: ${row.why}`);
        });
    });
}
