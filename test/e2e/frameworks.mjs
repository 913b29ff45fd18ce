// npm run frameworks: every example installed from the packed package, built, type-checked and walked in a browser.

import { readOptions, UsageError, writeReport } from '../../scripts/command.mjs';
import { withProgress } from '../../scripts/progress.mjs';
import { COMPILERS, STACKS } from './frameworks/stacks.mjs';

const HELP = `Packs the package and tries it as its users would: each example in a folder of its own, installed from the registry and
the tarball, built, type-checked, served, and walked in Chromium to the welcome screen, through log-in and to the camera.
Prints one JSON: {stacks: [{name, builds, types, welcome, login, engine, fault}], compilers: [{typescript,
moduleResolution, passes, fault}], package: [{tool, passes, fault}], passed, failed}. dist/ must be built.

  npm run frameworks -- [options]

  --only NAME   only this one; compilers: the types under every version of TypeScript that is promised; package: publint and
                are-the-types-wrong; may be given more than once
  --json FILE   writes the JSON there as well
  --keep        leaves the folders of the examples for a look
  --list        lists the stacks and builds none
  --help        show this

Exit code: 0 when everything is true, else 1; a wrong command 2.
`;

const KNOWN = [...STACKS.map(({ name }) => name), 'compilers', 'package'];

const { only, json, keep, list } = readOptions({
  name: 'frameworks',
  help: HELP,
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
  check({ values: { only = KNOWN, ...rest } }) {
    const unknown = only.find((name) => !KNOWN.includes(name));
    if (unknown !== undefined) throw new UsageError(`--only ${unknown}: must be one of ${KNOWN.join(', ')}`);
    return { only, ...rest };
  },
});
if (list) {
  for (const name of KNOWN) console.log(name);
  process.exit(0);
}
process.exit(await main());

async function main() {
  const { packPackage } = await import('./frameworks/build-stack.mjs');
  const { checkCompilers } = await import('./frameworks/check-compilers.mjs');
  const { lintPackage } = await import('./frameworks/lint-package.mjs');
  const tarball = await packPackage();
  const report = { stacks: [], compilers: [], package: [], passed: 0, failed: 0 };
  try {
    const chosen = STACKS.filter(({ name }) => only.includes(name));
    if (chosen.length > 0) await tryStacks(chosen, tarball.path, report.stacks);
    if (only.includes('compilers')) report.compilers = await checkCompilers(COMPILERS, tarball.path);
    if (only.includes('package')) report.package = await lintPackage(tarball.path);
  } finally {
    tarball.remove();
  }
  const faults = [...report.stacks, ...report.compilers, ...report.package].map(({ fault }) => fault);
  report.failed = faults.filter((fault) => fault !== null).length;
  report.passed = faults.length - report.failed;
  process.stdout.write(writeReport(json, report));
  return report.failed === 0 ? 0 : 1;
}

async function tryStacks(stacks, tarball, rows) {
  const { tryStack } = await import('./frameworks/try-stack.mjs');
  const { launchBrowser } = await import('./launch-browser.mjs');
  const opened = await launchBrowser({
    webgl: false,
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
  try {
    for await (const stack of withProgress(stacks, ({ name }) => name)) {
      const row = await tryStack(stack, { tarball, browser: opened.browser, keep });
      rows.push(row);
      console.error(`   ${stack.name}: ${row.fault === null ? 'passed' : row.fault}`);
    }
  } finally {
    await opened.close();
  }
}
