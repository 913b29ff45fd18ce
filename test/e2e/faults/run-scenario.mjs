import { openStage } from './stage.mjs';

/** A scenario that is not done by then hangs. */
const LIMIT_MS = 900_000;

/**
 * Plays one scenario on a stage of its own. Every row that it promises comes back; one that was not reached has failed.
 */
export async function runScenario(scenario, show = {}) {
  const rows = await played(scenario, show);
  const [last] = rows.slice(-1);
  const missing = scenario.rows.slice(rows.length).map(([phase, fault]) => ({
    phase,
    fault,
    outcome: 'failed',
    shown: [],
    entriesKept: false,
    ms: 0,
    ok: false,
    why: last?.ok === false ? 'not reached: the row before it failed' : 'not reached',
  }));
  return [...rows, ...missing].map((row) => ({ scenario: scenario.name, ...row }));
}

async function played(scenario, show) {
  let stage;
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    stage = await openStage({ ...scenario.stage, show });
    return await Promise.race([scenario.run(stage), limit]);
  } catch (error) {
    const rows = stage?.rows ?? [];
    const [phase, fault] = scenario.rows[rows.length] ?? scenario.rows.at(-1);
    const failed = { outcome: 'failed', shown: [], entriesKept: false, ms: 0, ok: false, why: error.message };
    return [...rows, { phase, fault, ...failed }];
  } finally {
    clearTimeout(timer);
    await stage?.close();
  }
}
