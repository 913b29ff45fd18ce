// npm run conformance:coverage: which requirements the kit tries, and which it does not.

import { readOptions, writeReport } from '../scripts/command.mjs';
import { allChecks } from './checks/all-checks.ts';
import { isBackendSide, requirements } from './engine/requirements.ts';

const HELP = `Lists what the protocol asks of backends and their providers and no check of the conformance kit tries.

  npm run conformance:coverage -- [options]

  --json FILE   writes {requirements, must, checked, missing, notFromOutside, checks} there
  --help        show this

Exit code: 0 when every MUST has a check or a reason why nobody can look from outside, else 1.
`;

/** How much of the protocol the kit tries. */
export function coverage() {
  const own = requirements.filter(isBackendSide);
  const checksOf = (id: string) =>
    allChecks.filter(({ verifies }) => verifies.includes(id)).map((check) => check.id);
  const unchecked = own.filter(({ id }) => checksOf(id).length === 0);
  return {
    requirements: own.length,
    must: own.filter(({ level }) => level === 'MUST').length,
    checked: own.length - unchecked.length,
    /** A MUST without a check and without a reason. */
    missing: unchecked
      .filter(({ level, notFromOutside }) => level === 'MUST' && notFromOutside === undefined)
      .map(({ id }) => id),
    notFromOutside: Object.fromEntries(
      unchecked.flatMap(({ id, notFromOutside }) => (notFromOutside ? [[id, notFromOutside]] : [])),
    ),
    checks: Object.fromEntries(own.map(({ id }) => [id, checksOf(id)])),
  };
}

if (import.meta.main) {
  const { json } = readOptions<{ json?: string }>({
    name: 'conformance:coverage',
    help: HELP,
    options: { json: { type: 'string' } },
  });
  const report = coverage();
  const { must, missing, notFromOutside, checked } = report;
  writeReport(json, report);
  for (const [id, reason] of Object.entries(notFromOutside))
    console.log(`${id}  not from outside: ${reason}`);
  for (const id of missing) console.log(`${id}  MISSING`);
  console.log(
    `${checked} of ${report.requirements} requirements have a check, ${must} of them are MUST; ${missing.length} missing`,
  );
  process.exitCode = missing.length > 0 ? 1 : 0;
}
