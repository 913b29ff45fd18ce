import { dateInChina } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { openSubject } from '@family-auth/library/seal/subject.ts';
import { decodeProtectedHeader } from 'jose';
import type { ApplicationRow } from '../database/schema/applications.ts';
import type { Backend } from '../server/backend.ts';

/**
 * Opens the relative's particulars of a stored application. Time and audience were right when it came; the sandbox may
 * stand on another port since.
 *
 * @throws Error when it does not open: our key is not the one it was encrypted to, or the particulars are erased.
 */
export async function openStoredSubject(
  { keys }: Backend,
  { subjectJwe, jkt, createdAt }: ApplicationRow,
): Promise<Subject> {
  if (subjectJwe === null) throw new Error('The particulars of this application are erased.');
  const { aud } = decodeProtectedHeader(subjectJwe) as { aud: string };
  try {
    return await openSubject(subjectJwe, { keys: keys.decryption, aud, jkt, nowMs: createdAt.getTime() });
  } catch (cause) {
    throw new Error('A stored subject does not open.', { cause });
  }
}

/** The birth date that the number says, or else the one that was entered. */
export function birthdateOf({ id, birthdate }: Subject): string | null {
  const reading = validateIdNumber(id.type, id.number, dateInChina(Date.now()));
  return (reading.valid ? reading.birthdate : null) ?? birthdate ?? null;
}
