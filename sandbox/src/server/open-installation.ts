import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkInstallation } from '../database/check-installation.ts';
import type { Database } from '../database/database.ts';
import { openDatabaseFor } from '../database/open-database.ts';
import { StartError } from '../errors/errors.ts';
import { openDataDirectory, placesIn } from '../storage/data-directory.ts';
import { loadSecrets, type Secrets } from '../storage/secrets.ts';
import { DEFAULT_DATA_DIR } from './options.ts';

/** Database and keys of a sandbox, for a command that works on them while it does not run, or beside it on a server. */
export interface Installation {
  readonly db: Database;
  readonly secrets: Secrets;
  /** What the newest checkpoint of the audit log is noted in. */
  readonly auditAnchor: string;
}

export interface Place {
  readonly dataDir?: string | undefined;
  readonly databaseUrl?: string | undefined;
}

/**
 * Opens what is kept, does `work` with it and closes it again.
 *
 * @param options `create`: makes keys and tables where there are none.
 * @throws StartError where there is none, or a running sandbox holds the data directory and the embedded database in it.
 */
export async function withInstallation<Result>(
  { dataDir = DEFAULT_DATA_DIR, databaseUrl }: Place,
  work: (installation: Installation) => Promise<Result>,
  { create = false }: { readonly create?: boolean } = {},
): Promise<Result> {
  const path = resolve(dataDir);
  const isThere = existsSync(path) && existsSync(placesIn(path).secrets);
  if (!isThere && !create)
    throw new StartError(`${path} holds no sandbox. Name its data directory with --data-dir.`);
  // Beside a database server the directory may be held by the sandbox that runs: its keys are only read.
  await using directory =
    databaseUrl !== undefined && isThere
      ? { ...placesIn(path), async [Symbol.asyncDispose]() {} }
      : await held(path);
  const secrets = await loadSecrets(directory.secrets);
  await using database = await opened(databaseUrl, directory.database);
  await checkInstallation(database.db, secrets);
  return await work({ db: database.db, secrets, auditAnchor: directory.auditAnchor });
}

async function held(path: string) {
  const directory = await openDataDirectory(path, false);
  return { ...directory, [Symbol.asyncDispose]: directory.release };
}

async function opened(databaseUrl: string | undefined, directory: string | undefined) {
  const database = await openDatabaseFor(databaseUrl === undefined ? {} : { databaseUrl }, directory);
  return { ...database, [Symbol.asyncDispose]: database.close };
}
