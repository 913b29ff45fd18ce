import type { IdType } from '../protocol/common.ts';
import type { RelationshipRule } from '../protocol/discovery.ts';
import type { Subject } from '../protocol/subject.ts';
import { isPlausible } from './age-rules.ts';
import { isIssuer } from './country.ts';
import { isBirthdate } from './dates.ts';
import type { DetailsDraft, DetailsErrorCode, DetailsErrors } from './details.ts';
import { type IdNumber, type NumberReading, tidyNumber, validateIdNumber } from './id-number.ts';
import { checkName } from './name.ts';

/** What entries are held against: the backend's rules and what is known of the operator. */
export interface DetailsRules {
  /** `YYYY-MM-DD`, e.g. from `dateInChina`. */
  readonly today: string;
  /** Document types that the backend takes. */
  readonly idTypes: readonly IdType[];
  readonly relationships: readonly RelationshipRule[];
  /** How many relatives of a relationship may still be added; a code that is missing here is not limited. */
  readonly relativesLeft: Readonly<Record<string, number>>;
  readonly operatorBirthYear: number | undefined;
}

export interface CheckedDetails {
  readonly errors: DetailsErrors;
  /** Who the relative is, as it goes on the wire; `null` while anything is wrong. */
  readonly subject: Subject | null;
  /** `YYYY-MM-DD` from the number or as entered, once known. */
  readonly birthdate: string | null;
  /** A look-alike of the name's separator was replaced by U+00B7. */
  readonly nameRewritten: boolean;
}

/** Whether the person must enter the birth date: the number does not hold it. */
export function asksBirthdate({ idType, number }: Pick<DetailsDraft, 'idType' | 'number'>): boolean {
  if (idType === 'passport') return true;
  return idType === 'foreign_permanent_resident_card' && /^[A-Z]/.test(tidyNumber(number));
}

/** Whether the person must enter the issuing country. */
export const asksCountry = ({ idType }: Pick<DetailsDraft, 'idType'>): boolean => idType === 'passport';

/** Holds everything entered against the rules. Every field that cannot be right has one error. */
export function checkDetails(draft: DetailsDraft, rules: DetailsRules): CheckedDetails {
  const name = checkName(draft.name, draft.idType);
  const idType = rules.idTypes.find((type) => type === draft.idType);
  const reading = idType && validateIdNumber(idType, draft.number, rules.today);
  const birthdate = birthdateOf(draft, reading, rules.today);
  const found: Record<keyof DetailsDraft, DetailsErrorCode | null> = {
    name: name.error,
    idType: idType ? null : 'id_type_missing',
    number: numberError(draft, reading),
    birthdate: birthdateError(draft, rules.today),
    country: countryError(draft),
    relationship: relationshipError(draft, birthdate, rules),
  };
  const errors = Object.fromEntries(
    Object.entries(found).filter(([, code]) => code !== null),
  ) as DetailsErrors;
  const whole = Object.keys(errors).length === 0 && idType !== undefined && reading?.valid;
  return {
    errors,
    subject: whole ? subjectOf(draft, name.name, idType, reading) : null,
    birthdate,
    nameRewritten: name.rewritten,
  };
}

function birthdateOf(draft: DetailsDraft, reading: NumberReading | undefined, today: string): string | null {
  if (reading?.valid && reading.birthdate !== null) return reading.birthdate;
  return asksBirthdate(draft) && isBirthdate(draft.birthdate) && draft.birthdate <= today
    ? draft.birthdate
    : null;
}

function numberError(draft: DetailsDraft, reading: NumberReading | undefined): DetailsErrorCode | null {
  if (reading) return reading.valid ? null : reading.error;
  return tidyNumber(draft.number) === '' ? 'number_missing' : null;
}

/** An entry left over from another document type is not asked for, so it is not held against anyone. */
function birthdateError(draft: DetailsDraft, today: string): DetailsErrorCode | null {
  if (!asksBirthdate(draft)) return null;
  if (draft.birthdate === '') return 'birthdate_missing';
  return isBirthdate(draft.birthdate) && draft.birthdate <= today ? null : 'birthdate_invalid';
}

function countryError(draft: DetailsDraft): DetailsErrorCode | null {
  if (!asksCountry(draft)) return null;
  if (draft.country === '') return 'country_missing';
  return isIssuer(draft.country) ? null : 'country_invalid';
}

function relationshipError(
  { relationship }: DetailsDraft,
  birthdate: string | null,
  rules: DetailsRules,
): DetailsErrorCode | null {
  const rule = rules.relationships.find(({ code }) => code === relationship);
  if (!rule) return 'relationship_missing';
  if ((rules.relativesLeft[relationship] ?? 1) <= 0) return 'relationship_full';
  const birthYear = birthdate === null ? undefined : Number(birthdate.slice(0, 4));
  return isPlausible(rule, birthYear, rules.operatorBirthYear) ? null : 'relationship_implausible';
}

function subjectOf(draft: DetailsDraft, name: string, idType: IdType, reading: IdNumber): Subject {
  const country = asksCountry(draft) ? draft.country : 'CHN';
  return {
    name,
    id: { type: idType, country, number: reading.number },
    ...(asksBirthdate(draft) ? { birthdate: draft.birthdate } : {}),
  };
}
