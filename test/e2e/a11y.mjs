// npm run a11y [-- --json FILE] [--only FLOWS]: whole flows by keyboard alone, and axe over every screen on the way.

import { oneOf, readOptions, writeReport } from '../../scripts/command.mjs';

/** Those of a11y/flows.mjs. */
const FLOWS = ['documents', 'subjectsPage', 'counter', 'handOff', 'inTheWay'];
/** What one look at everything has to see at least. */
const SCREENS_MIN = 40;

const HELP = `Goes through whole flows in a real browser with the keyboard alone, against a sandbox of its own, and looks at every screen on the
way: axe (WCAG 2.2 A and AA, good practice), where the focus is, and whether a name is read out with asterisks.

  npm run a11y -- [options]

  --only NAMES  only these flows, separated by commas: ${FLOWS.join(', ')}
  --json FILE   write there what was seen: {screens: [{name, violations, focus, asterisks}], flows: [{name, end, fault}]}
  --out DIR     folder for a picture of every screen
  --help        show this

Exit code 0: every flow came to its end, axe found nothing, the focus was never lost and no name had asterisks. 1: something was found, or
a whole run saw fewer than ${SCREENS_MIN} screens. 2: the command was wrong.
`;

const options = readOptions({
  name: 'a11y',
  help: HELP,
  options: { only: { type: 'string' }, out: { type: 'string' }, json: { type: 'string' } },
  check: ({ values: { only, json, out } }) => ({
    json,
    out,
    isWhole: only === undefined,
    only: (only?.split(',') ?? FLOWS).map((name) => oneOf('--only', name, FLOWS)),
  }),
});
process.exitCode = await main();

async function main() {
  const { openStage } = await import('./a11y/stage.mjs');
  const stage = await openStage(options);
  const flows = [];
  try {
    for (const name of options.only) {
      console.log(name);
      flows.push({ name, ...(await goThrough(stage, name)) });
    }
  } finally {
    await stage.close();
  }
  const { screens } = stage;
  writeReport(options.json, { screens, flows });
  return tell(screens, flows);
}

async function goThrough(stage, name) {
  try {
    const { flows } = await import('./a11y/flows.mjs');
    return { end: await flows[name](stage, stage.lookFor(name)) };
  } catch (error) {
    return { end: null, fault: String(error?.message ?? error) };
  }
}

function tell(screens, flows) {
  const found = [
    ...flows.flatMap(({ name, fault }) =>
      fault === undefined ? [] : [`${name} does not come to its end: ${fault}`],
    ),
    ...screens.flatMap(({ name, violations, focus, asterisks }) => [
      ...violations.map(({ id, nodes }) => `${name}: ${id}\n    ${nodes.join('\n    ')}`),
      ...(focus === 'body' ? [`${name}: the focus is nowhere`] : []),
      ...asterisks.map((line) => `${name}: read out with asterisks: ${line}`),
    ]),
  ];
  if (options.isWhole && screens.length < SCREENS_MIN) found.push(`only ${screens.length} screens were seen`);
  for (const one of found) console.log(`✖ ${one}`);
  console.log(
    `${screens.length} screens in ${flows.length} flows by keyboard alone, ${found.length} findings.`,
  );
  return found.length === 0 ? 0 : 1;
}
