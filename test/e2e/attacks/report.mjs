import { TRACE_CHECK_EFFECTS } from '../../../sandbox/src/judgement/check-names.ts';

/** Checks of the backend that say whether somebody is there; others are of who it is, or of what was sent. */
const OF_LIVENESS = [
  'frames_differ',
  'one_face',
  'sharpness',
  'landmarks_agree',
  'action_visible',
  'same_person',
  'frames_not_repeated',
  'frames_new',
  'frames_not_alike',
  ...Object.keys(TRACE_CHECK_EFFECTS).map((name) => `trace_${name}`),
];
/** Refusals that the machine causes by itself, above all under load: they prove nothing of an attack. */
const OF_THE_MACHINE = [
  'step_clock',
  'challenge_fresh',
  'full_rate',
  'trace_frame_rate',
  'trace_frame_gap',
  'framing:too_slow_device',
];
/** What a person is told who is suspected. */
const SUSPICION = ['policy', 'evidence_inconsistent', 'liveness_failed', 'face_mismatch'];

export const isOfTheMachine = (check) =>
  check !== null &&
  (OF_THE_MACHINE.includes(check) || /^prompt:.*:(gap|late|page_hidden|unfinished)$/.test(check));

const isLivenessCheck = (check) =>
  check !== null &&
  !isOfTheMachine(check) &&
  (OF_LIVENESS.includes(check) || /^(framing|prompt):/.test(check));

/**
 * What is wrong with a row's end, in one sentence; null where it ended as expected of its group.
 *
 * @param {{status: string, reason: string|null, refusedBy: string|null, hints: string[], otherWays: string[]|null}} row
 */
export function wrongWith(group, row) {
  if (row.status === 'fault') return `the flow broke: ${row.fault}`;
  switch (group) {
    case 'attack':
      return wrongWithAttack(row);
    case 'honest':
      return row.status === 'approved'
        ? null
        : `an honest person ended with ${row.status} (${row.refusedBy})`;
    case 'poorConditions':
      return wrongWithHelp(row);
    default:
      return null;
  }
}

function wrongWithAttack({ status, refusedBy }) {
  if (status !== 'rejected' && status !== 'liveness_incomplete') return `ended with ${status}`;
  if (isOfTheMachine(refusedBy)) return `only the machine's own slowness refused (${refusedBy})`;
  return isLivenessCheck(refusedBy)
    ? null
    : `no check of liveness refused it, but ${refusedBy ?? 'nothing named'}`;
}

function wrongWithHelp({ answersPrompts, status, reason, refusedBy, hints, otherWays }) {
  if (status === 'approved' && !answersPrompts) return 'approved, and nobody answered the prompts';
  if (status === 'rejected' && SUSPICION.includes(reason)) return `suspected: ${reason} (${refusedBy})`;
  if (status !== 'liveness_incomplete') return null;
  if (hints.length === 0) return 'no hint was shown';
  const others = (otherWays ?? []).filter((way) => way !== 'face_liveness');
  return others.length === 0 ? 'no other way was offered' : null;
}

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

const COLUMNS = [
  ['clip', ({ clip }) => clip],
  ['kind', ({ kind }) => kind],
  ['answers', ({ answersPrompts }) => (answersPrompts ? 'yes' : 'no')],
  ['ends', ({ status }) => status],
  ['refused by', ({ refusedBy }) => refusedBy ?? '–'],
  ['fps', ({ processedFps }) => (processedFps === null ? '–' : processedFps.toFixed(1))],
  ['tries', ({ tries }) => String(tries)],
  ['s', ({ ms }) => (ms / 1000).toFixed(0)],
];

const HELP_COLUMNS = [
  ['hints', ({ hints }) => hints.join(' ') || '–'],
  ['other ways', ({ otherWays }) => otherWays?.filter((way) => way !== 'face_liveness').join(' ') || '–'],
];

/**
 * Rows as a Markdown table, columns of even width.
 *
 * @param {{help?: boolean}} [options] `help`: with the hints and other ways that were offered
 */
export function attackTable(rows, { help = false } = {}) {
  const columns = help ? [...COLUMNS, ...HELP_COLUMNS] : COLUMNS;
  const cells = rows.map((row) => columns.map(([, of]) => of(row)));
  const widths = columns.map(([title], at) => Math.max(title.length, ...cells.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [
    line(columns.map(([title]) => title)),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...cells.map(line),
  ].join('\n');
}
