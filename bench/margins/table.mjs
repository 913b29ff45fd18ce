import { policyFor } from '../../src/challenge/policy-for.ts';
import { isBeyond, LINES, lineAt } from './lines.mjs';

const QUANTILES = { p0_1: 0.001, p1: 0.01, p5: 0.05, p50: 0.5, p95: 0.95, p99: 0.99, p99_9: 0.999 };

/**
 * Every line with the values of honest sessions and of attacks under it, and all lines together.
 *
 * @param {{outcome: string, by: string | null, fps: number, values: Record<string, number>}[]} honest
 * @param {{outcome: string, by: string | null, fps: number, values: Record<string, number>}[]} attacks
 * @returns {{lines: any[], together: any}} `refusesAlone`: sessions on the wrong side of the line; `refusesOnly`: those on
 *   the wrong side of no other. Of attacks, `stopsAlone` and `stopsOnly`.
 */
export function tableOf(honest, attacks) {
  const honestBeyond = honest.map(linesBeyond);
  const attacksBeyond = attacks.map(linesBeyond);
  const count = (beyond, key) => beyond.filter((keys) => keys.has(key)).length;
  const only = (beyond, key) => beyond.filter((keys) => keys.size === 1 && keys.has(key)).length;
  const lines = LINES.map((line) => ({
    threshold: line.threshold,
    measured: line.what,
    bound: line.bound,
    line: lineAt(line, policyAt(honest[0] ?? attacks[0])),
    honest: {
      ...distributionOf(honest, line),
      refusesAlone: count(honestBeyond, line.key),
      refusesOnly: only(honestBeyond, line.key),
    },
    attacks: {
      ...distributionOf(attacks, line),
      stopsAlone: count(attacksBeyond, line.key),
      stopsOnly: only(attacksBeyond, line.key),
    },
  }));
  return {
    lines,
    together: { honest: together(honest, honestBeyond), attacks: together(attacks, attacksBeyond) },
  };
}

const policyAt = ({ fps }) => policyFor({ pace: 'standard', measuredFps: fps });

/** Keys of the lines that a session is on the wrong side of. */
function linesBeyond(session) {
  const policy = policyAt(session);
  const beyond = LINES.filter((line) =>
    isBeyond(line, session.values[line.key] ?? null, lineAt(line, policy)),
  );
  return new Set(beyond.map(({ key }) => key));
}

function distributionOf(sessions, { key }) {
  const values = sessions.flatMap(({ values }) => values[key] ?? []).sort((a, b) => a - b);
  if (values.length === 0) return { sessions: 0 };
  const at = (share) => values[Math.round(share * (values.length - 1))];
  return {
    sessions: values.length,
    least: values[0],
    ...Object.fromEntries(Object.entries(QUANTILES).map(([name, share]) => [name, at(share)])),
    most: values.at(-1),
  };
}

/** How sessions ended, and whether the lines say why: what was refused and is on no wrong side, something else refused. */
function together(sessions, beyond) {
  const of = (outcome) => sessions.filter((session) => session.outcome === outcome).length;
  const notLive = sessions.map(({ outcome }, at) => ({ outcome, by: sessions[at].by, keys: beyond[at] }));
  const unexplained = notLive.filter(({ outcome, keys }) => outcome !== 'live' && keys.size === 0);
  return {
    sessions: sessions.length,
    live: of('live'),
    review: of('review'),
    refused: of('refused'),
    onSomeWrongSide: beyond.filter(({ size }) => size > 0).length,
    liveOnSomeWrongSide: notLive.filter(({ outcome, keys }) => outcome === 'live' && keys.size > 0).length,
    notLiveOnNoWrongSide: countsOf(unexplained.map(({ by }) => by)),
    by: countsOf(sessions.flatMap(({ by }) => by ?? [])),
  };
}

function countsOf(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}

const cell = (value) => (value === undefined ? '' : String(Number(value.toPrecision(3))));

/**
 * The first cells of a row of the table: what the policy alone says of a line.
 * @param {{threshold: string, measured: string, bound: 'most' | 'least', line: number}} row
 */
export const ruleCells = ({ threshold, measured, bound, line }) => [
  `\`${threshold}\``,
  measured,
  `${bound === 'most' ? '≤' : '≥'} ${cell(line)}`,
];

/** The table for the docs. @param {any} report */
export function markdownOf({ lines, together, people, attackKinds }) {
  const rows = lines.map((row) => {
    const { bound, honest, attacks } = row;
    const quantiles = bound === 'most' ? ['p50', 'p95', 'p99', 'p99_9'] : ['p50', 'p5', 'p1', 'p0_1'];
    const towards = quantiles.map((name) => cell(honest[name])).join(' / ');
    const theirs = bound === 'most' ? ['p1', 'p50', 'p99'] : ['p99', 'p50', 'p1'];
    return [
      ...ruleCells(row),
      towards,
      `${honest.refusesAlone} / ${honest.refusesOnly}`,
      theirs.map((name) => cell(attacks[name])).join(' / '),
      `${attacks.stopsAlone} / ${attacks.stopsOnly}`,
    ];
  });
  const { honest, attacks } = together;
  return `${[
    `Honest: ${honest.sessions} sessions of ${people} people, of which ${honest.live} live, ${honest.review} to a person, ${honest.refused} refused. Attacks: ${attacks.sessions} sessions of ${attackKinds} kinds, of which ${attacks.live} live, ${attacks.review} to a person.`,
    '',
    '| threshold | measured | line | honest: median / 95 / 99 / 99.9 of a hundred stay within | refuses alone / only it | attacks: 1 / 50 / 99 of a hundred | stops alone / only it |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n')}\n`;
}
