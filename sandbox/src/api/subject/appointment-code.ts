import { eq } from 'drizzle-orm';
import { type ApplicationRow, applications } from '../../database/schema/applications.ts';
import type { Backend } from '../../server/backend.ts';
import type { KeyedHash } from '../../storage/keyed-hash.ts';

/** Short enough to be written on a slip of paper; a counter has few guesses. */
const DIGITS = 9;
/** How often another number is tried when one is taken: with a million appointments one in a thousand is. */
const TRIES = 8;

/**
 * The application's appointment code, the same whenever it is asked for: it is not kept, but made from a key, and only
 * its keyed hash stands in the database.
 */
export async function appointmentCode(backend: Backend, row: ApplicationRow): Promise<string> {
  const { db, hash } = backend;
  const codes = Array.from({ length: TRIES }, (_, n) => codeOf(hash, row.id, n));
  const known = codes.find((code) => hash('appointment-code', code) === row.appointmentHash);
  if (known !== undefined) return known;
  for (const code of codes) {
    const appointmentHash = hash('appointment-code', code);
    const [taken] = await db
      .select({ id: applications.id })
      .from(applications)
      .where(eq(applications.appointmentHash, appointmentHash));
    if (taken !== undefined && taken.id !== row.id) continue;
    await db.update(applications).set({ appointmentHash }).where(eq(applications.id, row.id));
    return code;
  }
  throw new Error('No appointment code is free.');
}

function codeOf(hash: KeyedHash, applicationId: string, n: number): string {
  const bytes = Buffer.from(hash('appointment', applicationId, String(n)), 'base64url');
  const number = bytes.readBigUInt64BE() % 10n ** BigInt(DIGITS);
  return String(number).padStart(DIGITS, '0');
}
