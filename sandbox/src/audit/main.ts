import { requireNode } from '../../../scripts/node-version.mjs';
import { refuseSwallowedOptions } from '../../../scripts/npm-options.mjs';
import { readOptions } from '../../../scripts/read-options.mjs';
import { writeReport } from '../../../scripts/write-report.mjs';
import { DEFAULT_DATA_DIR } from '../options/sandbox-options.ts';
import { StartError } from '../options/start-error.ts';

const HELP = `Holds the audit log of a sandbox against its key. A sandbox with the embedded database must be stopped meanwhile.

  npm run audit:verify -- [options]

  --data-dir DIR         where its keys lie, and the embedded database (default ${DEFAULT_DATA_DIR})
  --database-url URL     postgres://… : the PostgreSQL that it uses instead
  --json FILE            writes the report there
  --help                 show this

Exit code: 0 when every chain holds; 1 when one does not, or nothing could be read; a wrong command 2.
`;

requireNode();
refuseSwallowedOptions();
interface Options {
  readonly 'data-dir'?: string;
  readonly 'database-url'?: string;
  readonly json?: string;
}
const options = readOptions({
  name: 'audit:verify',
  help: HELP,
  options: { 'data-dir': { type: 'string' }, 'database-url': { type: 'string' }, json: { type: 'string' } },
  check: ({ values }): Options => values,
});

try {
  const { withInstallation } = await import('../server/open-installation.ts');
  const { readAnchor } = await import('./checkpoints.ts');
  const { verifyAudit } = await import('./verify-audit.ts');
  const place = { dataDir: options['data-dir'], databaseUrl: options['database-url'] };
  const report = await withInstallation(place, async ({ db, secrets, auditAnchor }) =>
    verifyAudit(db, secrets.auditKey, await readAnchor(auditAnchor)),
  );
  const { chains, entries, checkpoints, newest, broken } = report;
  console.log(`${chains} chains, ${entries} entries, ${checkpoints} checkpoints`);
  if (newest) console.log(`newest checkpoint: ${newest.n} ${newest.mac}`);
  for (const { object, seq, why } of broken) console.log(`broken: ${object} from row ${seq}: ${why}`);
  console.log(broken.length === 0 ? 'Every chain holds.' : `${broken.length} chains do not hold.`);
  writeReport(options.json, report);
  process.exitCode = broken.length === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
