import { isIssuer } from '@family-auth/library/identity/country.ts';
import { ageOn, dateInChina, isBirthdate } from '@family-auth/library/identity/dates.ts';
import { validateIdNumber } from '@family-auth/library/identity/id-number.ts';
import { checkName } from '@family-auth/library/identity/name.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { openSubject } from '@family-auth/library/seal/subject.ts';
import { decodeProtectedHeader } from 'jose';
import type { Backend } from '../context/backend.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { ProblemError } from '../errors/errors.ts';

export interface CheckedSubject {
  readonly subject: Subject;
  readonly birthYear: number;
  readonly ageYears: number;
}

/**
 * Repeats by form what the client checked for comfort. Whether such a person exists is not looked up here.
 *
 * @throws ProblemError `invalid_subject` with pointers into the subject; what stood there is not repeated.
 */
export function checkSubject(sealed: Subject): CheckedSubject {
  const today = dateInChina(Date.now());
  const { type, country } = sealed.id;
  const name = checkName(sealed.name, type);
  if (name.error !== null || name.name !== sealed.name) throw wrong('/name', name.error ?? 'name_characters');
  if (type === 'passport' ? !isIssuer(country) : country !== 'CHN')
    throw wrong('/id/country', 'country_invalid');
  const reading = validateIdNumber(type, sealed.id.number, today);
  if (!reading.valid) throw wrong('/id/number', reading.error);
  // One spelling only: whatever looks the number up later must find what was checked here.
  if (reading.number !== sealed.id.number) throw wrong('/id/number', 'number_characters');
  const birthdate = reading.birthdate ?? sealed.birthdate;
  if (birthdate === undefined) throw wrong('/birthdate', 'birthdate_missing');
  if (!isBirthdate(birthdate) || birthdate > today) throw wrong('/birthdate', 'birthdate_invalid');
  if (sealed.birthdate !== undefined && sealed.birthdate !== birthdate) {
    throw wrong('/birthdate', 'birthdate_contradicts_number');
  }
  return {
    subject: sealed,
    birthYear: Number(birthdate.slice(0, 4)),
    ageYears: ageOn(birthdate, today),
  };
}

const wrong = (pointer: string, code: string) =>
  new ProblemError('invalid_subject', { errors: [{ pointer: `/subject${pointer}`, code }] });

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
  if (subjectJwe === null) throw new Error("The subject's data of this application has been erased.");
  const { aud } = decodeProtectedHeader(subjectJwe) as { aud: string };
  try {
    return await openSubject(subjectJwe, { keys: keys.decryption, aud, jkt, nowMs: createdAt.getTime() });
  } catch (cause) {
    throw new Error("The stored subject cannot be decrypted with this backend's keys.", { cause });
  }
}

/** The birth date that the number says, or else the one that was entered. */
export function birthdateOf({ id, birthdate }: Subject): string | null {
  const reading = validateIdNumber(id.type, id.number, dateInChina(Date.now()));
  return (reading.valid ? reading.birthdate : null) ?? birthdate ?? null;
}
