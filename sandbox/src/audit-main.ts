import { readOptions, writeReport } from '../../scripts/command.mjs';
import { commandNamed, StartError } from './errors/errors.ts';
import { CHECKPOINT_OVERDUE_S } from './rules/policy.ts';
import { DEFAULT_DATA_DIR } from './server/options.ts';

const HELP = `Holds the audit log of a sandbox against its key. A sandbox with the embedded database must be stopped meanwhile.

  ${commandNamed('audit:verify')} [options]

  --data-dir DIR         where its keys lie, and the embedded database (default ${DEFAULT_DATA_DIR})
  --database-url URL     postgres://… : the PostgreSQL that it uses instead
  --json FILE            writes the report there
  --help                 show this

Exit code: 0 when every chain holds and is in a checkpoint; 1 when one does not, when an entry is in no checkpoint after
${CHECKPOINT_OVERDUE_S / 60} minutes (start the sandbox once if it has crashed since), or when nothing could be read; a wrong command 2.
`;

interface Options {
  readonly 'data-dir'?: string;
  readonly 'database-url'?: string;
  readonly json?: string;
}
const options = readOptions({
  name: 'audit:verify',
  help: HELP,
  seeHelp: `${commandNamed('audit:verify')} --help`,
  options: { 'data-dir': { type: 'string' }, 'database-url': { type: 'string' }, json: { type: 'string' } },
  check: ({ values }): Options => values,
});

try {
  const { withInstallation } = await import('./server/open-installation.ts');
  const { readAnchor } = await import('./audit/checkpoints.ts');
  const { verifyAudit } = await import('./audit/verify-audit.ts');
  const place = { dataDir: options['data-dir'], databaseUrl: options['database-url'] };
  const report = await withInstallation(place, async ({ db, secrets, auditAnchor }) =>
    verifyAudit(db, secrets.auditKey, await readAnchor(auditAnchor)),
  );
  const { chains, entries, checkpoints, newest, unnoted, overdue, broken } = report;
  const ageOf = (at: Date) =>
    `of ${at.toISOString()}, ${Math.round((Date.now() - at.getTime()) / 60_000)} min old`;
  console.log(`${chains} chains, ${entries} entries, ${checkpoints} checkpoints`);
  if (newest) console.log(`newest checkpoint: ${newest.n} ${newest.mac} ${ageOf(newest.at)}`);
  if (unnoted)
    console.log(
      `in no checkpoint: ${unnoted.entries} ${unnoted.entries === 1 ? 'entry' : 'entries'}, the first ${ageOf(unnoted.since)}`,
    );
  if (overdue)
    console.log('checkpoint_overdue: one was due within a minute. What keeps it from being written?');
  for (const { object, seq, why } of broken) console.log(`broken: ${object} from row ${seq}: ${why}`);
  console.log(broken.length === 0 ? 'Every chain holds.' : `${broken.length} chains do not hold.`);
  writeReport(options.json, report);
  process.exitCode = broken.length === 0 && !overdue ? 0 : 1;
} catch (error) {
  if (isLocked(error)) {
    console.error('The audit log cannot be read: somebody holds a lock on its tables.');
    process.exit(1);
  }
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

/** PostgreSQL's `lock_not_available`. */
function isLocked(error: unknown): boolean {
  return ((error as Error | undefined)?.cause as { code?: unknown } | undefined)?.code === '55P03';
}
