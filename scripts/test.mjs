// npm test: builds if needed, then every suite; the last line is `N passed, N failed` over all of them.
//   npm test -- --only check|node|browser|walk|postgres    one kind only (may be given more than once)
//   npm run test:full                                      with the long ones: test/full, every walk, PostgreSQL

import { parseArgs } from 'node:util';
import { buildAll } from './build-all.mjs';
import { isBuilt } from './build-state.mjs';
import { requireNode } from './node-version.mjs';
import { refuseSwallowedOptions } from './npm-options.mjs';
import { runSuite } from './test/run-suite.mjs';
import { suites } from './test/suites.mjs';
import { whenNpmEnds } from './when-npm-ends.mjs';

const usual = ['check', 'node', 'browser', 'walk'];
const kinds = [...usual, 'postgres'];

requireNode();
refuseSwallowedOptions();
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
whenNpmEnds(() => process.exit(143));

const { only, full } = readOptions();
const total = { passed: 0, failed: 0, skipped: 0 };
const failedSuites = [];

if (isBuilt() || (await build())) {
  for (const suite of suites({ full }).filter(({ kind }) => only.includes(kind))) await take(suite);
}
if (failedSuites.length > 0) console.log(`\nFailed: ${failedSuites.join('; ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', multiple: true },
        full: { type: 'boolean', default: false },
      },
    });
    const { full, only = full ? kinds : usual } = values;
    const unknown = only.find((kind) => !kinds.includes(kind));
    if (unknown) throw new Error(`--only ${unknown}: one of ${kinds.join(', ')} is meant`);
    return { only, full };
  } catch (error) {
    console.error(`test: ${error.message}`);
    process.exit(1);
  }
}

async function build() {
  console.log('── build');
  const built = await buildAll();
  if (!built) {
    total.failed += 1;
    failedSuites.push('build');
  }
  return built;
}

async function take({ name, args, countFile, deadlineMs, skip }) {
  if (skip) {
    total.skipped += 1;
    console.log(`\n── ${name}\n   skipped: ${skip}`);
    return;
  }
  const startedMs = Date.now();
  const count = await runSuite(name, args, { countFile, ...(deadlineMs && { deadlineMs }) });
  for (const key of Object.keys(total)) total[key] += count[key];
  if (count.failed > 0) failedSuites.push(name);
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  console.log(
    `   ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${seconds} s`,
  );
}
