import { execFileSync } from 'node:child_process';
import fs, { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const suffix = process.platform === 'win32' ? '.exe' : '';

/** Where packages of distributions, Homebrew and the installers put the server; Debian keeps it off the PATH. */
const usualPlaces = {
  linux: ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/usr/local/pgsql/bin', '/usr/local/bin'],
  darwin: [
    '/opt/homebrew/opt/postgresql*/bin',
    '/usr/local/opt/postgresql*/bin',
    '/Applications/Postgres.app/Contents/Versions/*/bin',
    '/Library/PostgreSQL/*/bin',
  ],
  win32: ['C:/Program Files/PostgreSQL/*/bin'],
};

/** Accounts that the server may run as where we are root: it refuses to be root itself. */
const accounts = ['postgres', 'nobody'];

/** Why there is none, and what to do, in one sentence. */
export const noPostgresMessage =
  'No PostgreSQL server was found. Install one (on Debian, as root: apt-get install postgresql) ' +
  'or name the folder of its programs: POSTGRES_BIN=/path/to/bin';

/**
 * The folder with `initdb` and `postgres`: POSTGRES_BIN, else the first on the PATH, else the newest of the platform's
 * usual places; with the account it has to run as where we are root. `undefined` when there is none.
 *
 * @returns {{bin: string, account?: {uid: number, gid: number}} | undefined}
 */
export function findPostgres(environment = process.env) {
  const onPath = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const places = (usualPlaces[process.platform] ?? []).flatMap((place) =>
    fs.globSync(place).sort(newestFirst),
  );
  const bin = [environment.POSTGRES_BIN, ...onPath, ...places].filter(Boolean).find(holdsServer);
  if (bin === undefined || process.getuid?.() !== 0) return bin && { bin };
  const account = accounts.map(idsOf).find(Boolean);
  return account && { bin, account };
}

/** The file of a program of PostgreSQL's. */
export const programIn = (bin, name) => join(bin, `${name}${suffix}`);

function holdsServer(folder) {
  return ['initdb', 'postgres'].every((name) => {
    try {
      accessSync(programIn(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const newestFirst = (a, b) => b.localeCompare(a, 'en', { numeric: true });

function idsOf(name) {
  try {
    const ask = (option) =>
      Number(execFileSync('id', [option, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}
