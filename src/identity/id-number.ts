import type { IdType } from '../protocol/common.ts';
import { bad, type NumberReading } from './number-reading.ts';
import { readPassport } from './passport.ts';
import { readPermanentResidentNumber } from './permanent-resident-number.ts';
import { readResidencePermitNumber, readResidentNumber } from './resident-number.ts';

/** A number as typed, made comparable: full-width forms (NFKC), spaces, and lower case are forgiven. */
export const tidyNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\u202A-\u202E\uFEFF]/gu, '')
    .toUpperCase();

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
