import { wrongWith } from './judge-row.mjs';

const LISTS = {
  attack: 'rows',
  honest: 'honest',
  expectedToPass: 'expectedToPass',
  poorConditions: 'poorConditions',
};

/**
 * The report of a run: rows by what was expected of them, and what did not hold.
 *
 * @param {{group: string, row: object}[]} runs
 * @param {string|null} skipped
 */
export function reportOf(runs, skipped) {
  const lists = { rows: [], honest: [], expectedToPass: [], poorConditions: [] };
  for (const { group, row } of runs) lists[LISTS[group]].push(row);
  const failed = runs
    .map(({ group, row }) => ({ clip: row.clip, why: wrongWith(group, row) }))
    .filter(({ why }) => why !== null);
  const failedIn = (list) => list.filter(({ clip }) => failed.some((each) => each.clip === clip)).length;
  return {
    ...lists,
    summary: {
      attacks: lists.rows.length,
      refusedForLiveness: lists.rows.length - failedIn(lists.rows),
      honest: lists.honest.length,
      honestApproved: lists.honest.length - failedIn(lists.honest),
      poorConditions: lists.poorConditions.length,
      helped: lists.poorConditions.length - failedIn(lists.poorConditions),
      attackFps: ratesOf(lists.rows.filter(({ answersPrompts }) => answersPrompts)),
      webcamFps: ratesOf(lists.rows.filter(({ answersPrompts }) => !answersPrompts)),
      honestFps: ratesOf(lists.honest),
      failed,
      skipped,
    },
  };
}

function ratesOf(rows) {
  const rates = rows
    .flatMap(({ processedFps }) => (processedFps === null ? [] : [processedFps]))
    .sort((a, b) => a - b);
  if (rates.length === 0) return null;
  return { least: rates[0], median: rates[rates.length >> 1], most: rates.at(-1) };
}
