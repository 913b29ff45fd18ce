// npm run faults: a flow with each fault in it, in a real browser, and how it ends.

import { oneOf, readOptions, writeReport } from '../../scripts/command.mjs';
import { withProgress } from '../../scripts/progress.mjs';

const HELP = `Runs flows in real browsers and injects faults: network, backend, reload, two tabs, clock, camera, permission, log-in.

  npm run faults [-- options]

  --only TEXT    only flows whose name, phase or fault contains TEXT
  --json FILE    writes {rows, passed, failed} there
  --shots DIR    a picture of each problem that is shown
  --lang LANG    zh-CN (default) or en, for the pictures
  --desktop      1280x800 instead of a phone's 390x844
  --list         lists the flows and runs none

Exit code: 0 when every row ended in a finished flow, or in a typed error with the person's entries kept, else 1;
a wrong command 2.
`;

const COMMAND = {
  name: 'faults',
  help: HELP,
  options: {
    only: { type: 'string', default: '' },
    json: { type: 'string' },
    shots: { type: 'string' },
    lang: { type: 'string', default: 'zh-CN' },
    desktop: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
  check: ({ values }) => ({ ...values, lang: oneOf('--lang', values.lang, ['zh-CN', 'en']) }),
};

process.exit(await main());

async function main() {
  const options = readOptions(COMMAND);
  const { SCENARIOS } = await import('./faults/table.mjs');
  const chosen = SCENARIOS.filter(({ name, rows }) =>
    [name, ...rows.flat()].some((text) => text.includes(options.only)),
  );
  if (chosen.length === 0) {
    console.error(
      `faults: no flow has "${options.only}" in its name, phases or faults. See: npm run faults -- --list`,
    );
    return 2;
  }
  if (options.list) {
    for (const { name, rows } of chosen) console.log(`${name} (${rows.length} rows)`);
    return 0;
  }
  const rows = await play(chosen, options);
  const passed = rows.filter(({ ok }) => ok).length;
  const report = { rows, passed, failed: rows.length - passed };
  console.log(`\n${passed} passed, ${report.failed} failed`);
  writeReport(options.json, report);
  return report.failed === 0 ? 0 : 1;
}

async function play(scenarios, { shots, lang, desktop }) {
  const { runScenario } = await import('./faults/stage.mjs');
  const rows = [];
  for await (const scenario of withProgress(scenarios, ({ name }) => name)) {
    console.log(`\n${scenario.name}`);
    for (const row of await runScenario(scenario, { shots, lang, desktop })) {
      rows.push(row);
      console.log(lineOf(row));
    }
  }
  return rows;
}

function lineOf({ ok, phase, fault, outcome, shown, entriesKept, ms, why }) {
  const told = shown.length > 0 ? ` (shown: ${shown.join(', ')})` : '';
  const kept = entriesKept === true ? 'entries kept' : `entries: ${entriesKept}`;
  return `  ${ok ? '✔' : '✖'} ${phase} × ${fault} → ${outcome}${told}; ${kept}; ${ms} ms${why ? `\n      ${why}` : ''}`;
}
