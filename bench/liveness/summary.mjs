import { upperBound } from '../clips/statistics.mjs';
import { anglesOver } from './angles.mjs';
import { scoreOf } from './blinks.mjs';

const OUTCOMES = ['live', 'review', 'refused', 'total', 'withoutMovement'];
const JUDGED = ['approved', 'review', 'refused', 'total', 'withoutMovement'];

/**
 * `overall` of the report.
 *
 * @param {any[]} rows of the clips
 * @param {{blinkRates: number[], sessionRates: number[]}} settings frames a second
 * @returns {any}
 */
export function summaryOf(rows, { blinkRates, sessionRates }) {
  const people = rows.filter(({ sessions }) => sessions);
  const served = people.filter(({ smallTurns }) => !smallTurns);
  const small = people.filter(({ smallTurns }) => smallTurns);
  const withBlinks = rows.filter(({ blink }) => blink.every);
  const blinks = (rate) => scoreOf(withBlinks.map(({ blink }) => blink[rate]));
  const { f1, precision, recall, ...counts } = blinks('every');
  return {
    blink: { f1, precision, recall, ...counts },
    ...Object.fromEntries(blinkRates.map((rate) => [`blinkAt${rate}fps`, blinks(rate)])),
    ...anglesOver(rows.flatMap(({ angles }) => angles ?? [])),
    prompted: promptedOf(served),
    ...promptedTables(served, sessionRates),
    ...sessionsTables(served, sessionRates),
    smallTurns: {
      people: small.map(({ person }) => person),
      prompted: promptedOf(small),
      ...promptedTables(small, sessionRates),
      ...sessionsTables(small, sessionRates),
    },
    wrongAction: wrongOf(people),
    unprompted: unpromptedOf(rows),
    attacks: attacksOf(rows),
    ...(people.some(({ judged }) => judged) && {
      judged: { ...judgedTables(served, sessionRates), smallTurns: judgedTables(small, sessionRates) },
    }),
  };
}

const isPlayed = (played) => played !== null;

function promptedTables(people, rates) {
  return {
    promptedByRate: byRate(rates, (rate) => promptedOf(people, [rate])),
    promptedByAction: groupedBy(
      people.flatMap(({ prompted }) => Object.values(prompted).flatMap((ends) => Object.entries(ends))),
      ([action]) => [action],
      (of) =>
        sumOf(
          of.map(([, ends]) => ends),
          ['right', 'total'],
        ),
    ),
    promptedByGroup: groupedBy(
      people,
      ({ groups }) => groups,
      (of) => promptedOf(of),
    ),
  };
}

const promptedOf = (people, rates) =>
  sumOf(
    people.flatMap(({ prompted }) =>
      Object.entries(prompted)
        .filter(([rate]) => !rates || rates.includes(Number(rate)))
        .flatMap(([, ends]) => Object.values(ends)),
    ),
    ['right', 'total'],
  );

function sessionsTables(people, rates) {
  const { notBecause, ...tables } = tablesOf(people, rates, OUTCOMES, ({ sessions }) => sessions);
  return { ...tables, notLiveBecause: notBecause };
}

function judgedTables(people, rates) {
  const { notBecause, ...tables } = tablesOf(people, rates, JUDGED, ({ judged }) => judged ?? {});
  return { ...tables, notApprovedBecause: notBecause };
}

/** @param {(row: any) => Record<string, any>} endsByRate */
function tablesOf(people, rates, outcomes, endsByRate) {
  const ends = (of, only) =>
    of.flatMap((row) =>
      Object.entries(endsByRate(row))
        .filter(([rate]) => !only || Number(rate) === only)
        .map(([, each]) => each)
        .filter(isPlayed),
    );
  const table = (of) => ({
    ...sumOf(ends(of), outcomes),
    ...byRate(rates, (rate) => sumOf(ends(of, rate), outcomes)),
  });
  const atRate = (rate) => sumOf(ends(people, rate), outcomes);
  return {
    sessions: sumOf(ends(people), outcomes),
    sessionsAtFirst: atFirst(sumOf(ends(people), outcomes)),
    sessionsByRate: byRate(rates, atRate),
    sessionsAtFirstByRate: byRate(rates, (rate) => atFirst(atRate(rate))),
    sessionsByPerson: groupedBy(people, ({ person }) => [person], table),
    sessionsByGroup: groupedBy(people, ({ groups }) => groups, table),
    notBecause: countsOf(ends(people).map(({ by }) => by)),
  };
}

/** The same sessions if nobody could go on without a movement: those who did were not carried out. */
const atFirst = ({ withoutMovement, review, refused, ...ends }) => ({
  ...ends,
  review: review - withoutMovement,
  refused: refused + withoutMovement,
});

function wrongOf(people) {
  const rows = people.flatMap(({ wrongActions }) => Object.values(wrongActions).flat());
  const matrix = groupedBy(
    rows,
    ({ shown }) => [shown],
    (of) =>
      groupedBy(
        of,
        ({ asked }) => [asked],
        (ends) => sumOf(ends, ['accepted', 'total']),
      ),
  );
  return { ...sumOf(rows, ['accepted', 'total']), matrix };
}

function unpromptedOf(rows) {
  return groupedBy(
    rows.filter(({ unprompted }) => unprompted),
    ({ kind, sessions }) => [sessions ? 'loop of a film that answers prompts' : kind],
    (of) => {
      const { passes, toPerson, sessions } = sumOf(
        of.flatMap(({ unprompted }) => Object.values(unprompted)),
        ['passes', 'toPerson', 'sessions'],
      );
      return { passes, sessions, toPerson, upperBound: upperBound(passes, sessions) };
    },
  );
}

function attacksOf(rows) {
  const kinds = rows.flatMap(({ attacks = {} }) => Object.entries(attacks));
  return groupedBy(
    kinds,
    ([kind]) => [kind],
    (of) => {
      const ends = of.flatMap(([, rates]) => Object.values(rates)).filter(isPlayed);
      const { live, review, total } = sumOf(ends, OUTCOMES);
      const refusedBy = countsOf(ends.map(({ by }) => by));
      return {
        passes: live,
        sessions: total,
        toPerson: review,
        upperBound: upperBound(live, total),
        refusedBy,
      };
    },
  );
}

const byRate = (rates, of) => Object.fromEntries(rates.map((rate) => [rate, of(rate)]));

const sumOf = (rows, keys) =>
  Object.fromEntries(keys.map((key) => [key, rows.reduce((total, row) => total + row[key], 0)]));

/** @param namesOf the groups that one belongs to. */
function groupedBy(all, namesOf, of) {
  const groups = new Map();
  for (const one of all)
    for (const name of namesOf(one)) groups.set(name, [...(groups.get(name) ?? []), one]);
  return Object.fromEntries(
    [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, of(each)]),
  );
}

function countsOf(tables) {
  const counts = {};
  for (const table of tables)
    for (const [name, count] of Object.entries(table)) counts[name] = (counts[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(counts).sort(([, a], [, b]) => b - a));
}
