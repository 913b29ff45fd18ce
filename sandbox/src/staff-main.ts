import { renderUnicodeCompact } from 'uqr';
import { readOptions, UsageError } from '../../scripts/command.mjs';
import { STAFF_ROLES, type StaffRole } from './database/schema/staff.ts';
import { commandNamed, StartError } from './errors/errors.ts';
import { DEFAULT_DATA_DIR } from './server/options.ts';
import { otpauthUri } from './staff/one-time-codes.ts';
import type { StaffLogin, StaffStore } from './staff/staff-accounts.ts';

const HELP = `Accounts of those who work here: reviewers, clerks at the counter, auditors. A sandbox with the embedded database
must be stopped meanwhile.

  ${commandNamed('staff')} add NAME --role ROLE [--role ROLE]   a new account; its password and secret are shown once
  ${commandNamed('staff')} reset NAME                           a new password and secret, and nobody is logged in with it
  ${commandNamed('staff')} disable NAME                         nobody logs in with it any more, or is logged in
  ${commandNamed('staff')} list

  --role ROLE            ${STAFF_ROLES.join(', ')}
  --data-dir DIR         where the sandbox's keys lie, and the embedded database (default ${DEFAULT_DATA_DIR})
  --database-url URL     postgres://… : the PostgreSQL that it uses instead
  --help                 show this

Exit code: 0 done; 1 something is in the way; a wrong command 2.
`;

interface Command {
  readonly act: 'add' | 'reset' | 'disable' | 'list';
  readonly name: string;
  readonly roles: readonly StaffRole[];
  readonly place: { readonly dataDir?: string | undefined; readonly databaseUrl?: string | undefined };
}

const command = readOptions({
  name: 'staff',
  help: HELP,
  seeHelp: `${commandNamed('staff')} --help`,
  options: {
    role: { type: 'string', multiple: true },
    'data-dir': { type: 'string' },
    'database-url': { type: 'string' },
  },
  allowPositionals: true,
  check: ({ values, positionals: [act, name = '', ...rest] }): Command => {
    if (act !== 'add' && act !== 'reset' && act !== 'disable' && act !== 'list') {
      throw new UsageError('One of add, reset, disable, list is meant');
    }
    if (rest.length > 0 || (name === '') !== (act === 'list')) throw new UsageError(`${act} takes one name`);
    const roles: StaffRole[] = values.role ?? [];
    const wrong = roles.find((role) => !STAFF_ROLES.includes(role));
    if (wrong !== undefined || roles.length > 0 !== (act === 'add')) {
      throw new UsageError(`--role, with add: one of ${STAFF_ROLES.join(', ')} is meant`);
    }
    return { act, name, roles, place: { dataDir: values['data-dir'], databaseUrl: values['database-url'] } };
  },
});

const { withInstallation } = await import('./server/open-installation.ts');
const { addStaff, disableStaff, listStaff, resetStaff, StaffError } = await import(
  './staff/staff-accounts.ts'
);
const { openAuditLog } = await import('./audit/audit-log.ts');
const { checkpointInTime } = await import('./audit/checkpoint-news.ts');
const { keyedHash } = await import('./storage/keyed-hash.ts');

try {
  const { act, place } = command;
  await withInstallation(
    place,
    async ({ db, secrets, auditAnchor }) => {
      const audit = openAuditLog(secrets.auditKey, auditAnchor);
      await carryOut({ db, audit, hash: keyedHash(secrets.hashKey), staffKey: secrets.staffKey });
      // No sandbox may be running that would: the entry would count as overdue, and could be taken back.
      if (act !== 'list') await checkpointInTime({ audit, db, log: console.error });
    },
    { create: act === 'add' },
  );
} catch (error) {
  if (!(error instanceof StartError) && !(error instanceof StaffError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof StartError ? error.exitCode : 1;
}

async function carryOut(store: StaffStore): Promise<void> {
  const { act, name, roles } = command;
  if (act === 'add') return show(await addStaff(store, { name, roles }));
  if (act === 'reset') return show(await resetStaff(store, name));
  if (act === 'disable') {
    await disableStaff(store, name);
    return console.log('Disabled.');
  }
  for (const account of await listStaff(store)) {
    const state = account.disabledAt ? 'disabled' : account.demo ? 'of the demo' : '';
    console.log(`${account.name.padEnd(24)} ${account.roles.join(', ').padEnd(26)} ${state}`.trimEnd());
  }
}

function show({ name, password, totpSecret }: StaffLogin): void {
  const uri = otpauthUri(totpSecret, name);
  console.log(`
  name      ${name}
  password  ${password}
  secret    ${totpSecret}  (for an authenticator app: ${uri})

${renderUnicodeCompact(uri)}

Shown this once. Hand it over, and keep no copy.`);
}
