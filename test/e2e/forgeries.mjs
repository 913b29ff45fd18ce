// npm run forgeries: forged submissions straight at the API of a fresh sandbox, with valid keys. See FORGERIES_HELP.

import { countOf, readOptions, writeReport } from '../../scripts/command.mjs';

const FORGERIES_HELP = `npm run forgeries -- [options]

Makes forged submissions out of honest recordings, hands each in over HTTP with valid keys, and says which check
refused it. The honest recordings themselves are handed in first, and must be accepted.

  --count N     how many in all, spread evenly over the kinds          (default 1010)
  --seed S      any word; the same word makes the same forgeries       (default 1)
  --kind K      this kind only; may be given more than once            (default all)
  --json FILE   writes the whole report there
  --list        only says which kinds there are
  --help        this text

Exit code 0: none was accepted and each was refused by the check meant for it; where that check only asks for a person (a
claimed rate, frames like clockwork) another may have refused. 1: not so, or every kind that was made is counted apart.
2: an option is wrong.
Kinds marked with * are known not to be noticed; they are counted apart and do not change the exit code.
`;

process.exit(await main());

async function main() {
  const options = readOptions({
    name: 'forgeries',
    help: FORGERIES_HELP,
    options: {
      count: { type: 'string', default: '1010' },
      seed: { type: 'string', default: '1' },
      kind: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      list: { type: 'boolean', default: false },
    },
    check: ({ values }) => ({ ...values, count: countOf('--count', values.count) }),
  });
  const { KINDS } = await import('../../sandbox/test/forgeries/kinds.ts');
  if (options.list)
    return say(KINDS.map(({ says, ...kind }) => `${marked(kind).padEnd(31)} ${says}`).join('\n'));
  const unknown = options.kind.filter((name) => !KINDS.some((kind) => kind.name === name));
  if (unknown.length > 0) {
    console.error(`forgeries: no kind ${unknown.join(', ')}. See: npm run forgeries -- --list`);
    return 2;
  }
  const kinds = KINDS.filter(({ name }) => options.kind.length === 0 || options.kind.includes(name));
  const { runForgeries } = await import('../../sandbox/test/forgeries/run-forgeries.ts');
  say(line('kind', 'made', 'accepted', 'by the meant check', 'by another', 'to a person', 'via'));
  const onRow = (row) => say(lineOf(row));
  const report = await runForgeries({ count: options.count, seed: options.seed, kinds, onRow });
  sayEnd(report);
  writeReport(options.json, report);
  return report.passed ? 0 : 1;
}

function say(text) {
  console.log(text);
  return 0;
}

function marked({ name, apart }) {
  return apart ? `* ${name}` : name;
}

function line(kind, made, accepted, byMeant, byOther, toAPerson, via, checks = 'checks') {
  const cell = (value, width) => String(value).padStart(width);
  return `${kind.padEnd(28)}${cell(made, 6)}${cell(accepted, 10)}${cell(byMeant, 20)}${cell(byOther, 12)}${cell(toAPerson, 13)}  ${via.padEnd(5)} ${checks}`;
}

function lineOf({ kind, apart, made, accepted, byMeant, byOther, toAPerson, via, refusedBy }) {
  const checks = Object.entries(refusedBy)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
  return line(marked({ name: kind, apart }), made, accepted, byMeant, byOther, toAPerson, via, checks);
}

function sayEnd({ rows, made, seconds, honest, strays, seed, passed }) {
  const counted = rows.filter(({ apart }) => !apart);
  const sum = (name) => counted.reduce((total, row) => total + row[name], 0);
  say(
    `${line('together', sum('made'), sum('accepted'), sum('byMeant'), sum('byOther'), sum('toAPerson'), 'http', '')}\n`,
  );
  const outcomes = honest.map(
    ({ recording, outcome, refusedBy }) => `${recording} ${outcome}${refusedBy ? ` (${refusedBy})` : ''}`,
  );
  say(`Unforged: ${outcomes.join(', ')}.`);
  say(`${made} forgeries of ${rows.length} kinds, seed ${seed}, in ${seconds} s.`);
  for (const { kind, at, what, recording, meant, outcome, refusedBy } of strays.slice(0, 40)) {
    say(
      `  ${kind} ${at} (${recording}; ${what}): ${outcome}, ${refusedBy ?? '-'}; meant ${meant.join(' or ')}`,
    );
  }
  say(lastWord(passed, counted));
}

function lastWord(passed, counted) {
  if (passed) return 'Each was refused by the check meant for it.';
  if (counted.every(({ made }) => made === 0))
    return 'Nothing was made but what is counted apart (*): no check was put to the test.';
  return 'Not each was refused by the check meant for it.';
}
