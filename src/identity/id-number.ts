import type { IdType } from '../protocol/common.ts';
import { isBirthdate } from './dates.ts';
import type { DetailsErrorCode } from './details.ts';

export type Sex = 'female' | 'male';

/** What a well-formed number says. */
export interface IdNumber {
  readonly valid: true;
  /** As it goes on the wire: half-width, upper case, without spaces. */
  readonly number: string;
  /** `YYYY-MM-DD`, or `null` where the number does not hold it whole. */
  readonly birthdate: string | null;
  /** `null` where the number does not hold it. */
  readonly sex: Sex | null;
}

export interface BadIdNumber {
  readonly valid: false;
  readonly error: Extract<DetailsErrorCode, `number_${string}`>;
}

export type NumberReading = IdNumber | BadIdNumber;

const bad = (error: BadIdNumber['error']): BadIdNumber => ({ valid: false, error });

/** A number as typed, made comparable: full-width forms (NFKC), spaces, and lower case are forgiven. */
export const tidyNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\u202A-\u202E\uFEFF]/gu, '')
    .toUpperCase();

/**
 * A number of 18 as far as it is typed, in the groups in which people read it to each other: place, day of birth, rest
 * (GB 11643). `null` where it is none, or is short enough to be seen at a glance.
 */
export function groupNumber(typed: string): string | null {
  const number = tidyNumber(typed);
  if (!/^\d{7,17}[\dX]?$/.test(number)) return null;
  return [number.slice(0, 6), number.slice(6, 14), number.slice(14)].join(' ').trim();
}

/**
 * Checks a document's number by its form alone; whether it was ever issued only the backend can know.
 *
 * Resident numbers: GB 11643-1999 (ISO 7064 MOD 11-2). Residence permits of Hong Kong, Macao and Taiwan residents:
 * the same form with 81, 82 or 83 0000 in front. Foreign permanent resident cards: the forms of 2017 (3 letters and
 * 12 digits) and 2023 (18 characters from 9, MOD 11-2). Passports: charset and length of ICAO 9303.
 * No county table is kept on purpose: numbers outlive administrative codes.
 *
 * @param today `YYYY-MM-DD`, e.g. from `dateInChina`.
 */
export function validateIdNumber(type: IdType, typed: string, today: string): NumberReading {
  const number = tidyNumber(typed);
  if (number === '') return bad('number_missing');
  switch (type) {
    case 'resident_id_card':
      return readResidentNumber(number, today);
    case 'residence_permit_hk_mo_tw':
      return readResidencePermitNumber(number, today);
    case 'foreign_permanent_resident_card':
      return readPermanentResidentNumber(number, today);
    case 'passport':
      return readPassport(number);
  }
}

/** Provinces, autonomous regions and municipalities of GB/T 2260 from which resident numbers were issued. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(
    ' ',
  ),
);
/** Residence permits for residents of Hong Kong, Macao and Taiwan (in force since 1 September 2018). */
const PERMIT = /^8[123]0000/;

/** The number of a resident identity card. */
function readResidentNumber(number: string, today: string): NumberReading {
  const shape = shapeError(number);
  if (shape) return shape;
  if (PERMIT.test(number) || number.startsWith('9')) return otherTypeIf(number, today);
  if (!PROVINCES.has(number.slice(0, 2)) || number.slice(2, 6) === '0000') return bad('number_region');
  return readEighteen(number, today);
}

/** The number of a residence permit for Hong Kong, Macao and Taiwan residents. */
function readResidencePermitNumber(number: string, today: string): NumberReading {
  const shape = shapeError(number);
  if (shape) return shape;
  return PERMIT.test(number) ? readEighteen(number, today) : otherTypeIf(number, today);
}

/** A whole and consistent number of another document says so; anything else is a slip in its first digits. */
const otherTypeIf = (number: string, today: string): BadIdNumber =>
  bad(readEighteen(number, today).valid ? 'number_other_type' : 'number_region');

const FORM_2017 = /^[A-Z]{3}\d{12}$/;

/**
 * The number of a foreign permanent resident's identity card.
 *
 * The 2017 form's check digit is not verified (its rule is not published) and it holds no whole birth date, so the
 * birth date is asked for. The 2023 form begins with 9 and is otherwise built like a resident number.
 */
function readPermanentResidentNumber(number: string, today: string): NumberReading {
  if (FORM_2017.test(number)) return { valid: true, number, birthdate: null, sex: null };
  if (/^[A-Z]/.test(number)) {
    return bad(/^[A-Z]{3}\d*$/.test(number) ? 'number_length' : 'number_characters');
  }
  const shape = shapeError(number);
  if (shape) return shape.error === 'number_old_15' ? bad('number_length') : shape;
  if (hasEighteen(number) && !number.startsWith('9')) {
    return bad(readEighteen(number, today).valid ? 'number_other_type' : 'number_region');
  }
  return readEighteen(number, today);
}

const SHORTEST = 5;
/** ICAO 9303-4: nine places in the machine-readable zone; longer numbers go on in the optional field. */
const LONGEST = 15;

/** A passport's number: letters A-Z and digits. Nothing more can be told without its issuer. */
function readPassport(number: string): NumberReading {
  if (!/^[A-Z0-9]+$/.test(number)) return bad('number_characters');
  if (number.length < SHORTEST || number.length > LONGEST) return bad('number_length');
  return { valid: true, number, birthdate: null, sex: null };
}

/** Whether the text has the shape of an 18-character number that GB 11643 or one of its relatives governs. */
const hasEighteen = (number: string): boolean => /^\d{17}[\dX]$/.test(number);

/** What is wrong with the shape of an 18-character number; `null` when the shape is right. */
function shapeError(number: string): BadIdNumber | null {
  if (hasEighteen(number)) return null;
  if (!/^\d*X?$/.test(number)) return bad('number_characters');
  if (/^\d{15}$/.test(number)) return bad('number_old_15');
  return bad(number.length === 18 ? 'number_characters' : 'number_length');
}

/** Birth date at position 7, order number (odd for men) at 15 and check character at 18 of an 18-character number. */
function readEighteen(number: string, today: string): NumberReading {
  const birthdate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isBirthdate(birthdate)) return bad('number_birthdate');
  if (birthdate > today) return bad('number_birthdate_future');
  if (mod11Dash2(number.slice(0, 17)) !== number[17]) return bad('number_check_digit');
  return { valid: true, number, birthdate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}

/** Check character of ISO 7064 MOD 11-2 over a string of digits, as GB 11643-1999 uses it: `0`-`9` or `X`. */
export function mod11Dash2(digits: string): string {
  let product = 0;
  for (const digit of digits) product = ((product + Number(digit)) * 2) % 11;
  const check = (12 - product) % 11;
  return check === 10 ? 'X' : String(check);
}
