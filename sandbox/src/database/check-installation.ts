import { StartError } from '../options/start-error.ts';
import { fingerprintOf, type Secrets } from '../storage/secrets.ts';
import type { Database } from './database.ts';
import { installation } from './schema/housekeeping.ts';

/**
 * Makes sure that the database and the keys in the data directory belong together.
 *
 * @throws StartError when they do not: nobody could log in, and nothing that is kept could be opened.
 */
export async function checkInstallation(db: Database, secrets: Secrets): Promise<void> {
  const secretsFingerprint = fingerprintOf(secrets);
  await db.insert(installation).values({ id: 1, secretsFingerprint }).onConflictDoNothing();
  const [row] = await db.select().from(installation);
  if (row?.secretsFingerprint !== secretsFingerprint) {
    throw new StartError(
      'This database was set up with the keys of another data directory. Name that one with --data-dir, or use --reset.',
    );
  }
}
