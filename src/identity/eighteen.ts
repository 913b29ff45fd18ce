import { isBirthdate } from './dates.ts';
import { mod11Dash2 } from './mod-11-2.ts';
import { type BadIdNumber, bad, type NumberReading } from './number-reading.ts';

/** Whether the text has the shape of an 18-character number that GB 11643 or one of its relatives governs. */
export const hasEighteen = (number: string): boolean => /^\d{17}[\dX]$/.test(number);

/** What is wrong with the shape of an 18-character number; `null` when the shape is right. */
export function shapeError(number: string): BadIdNumber | null {
  if (hasEighteen(number)) return null;
  if (!/^\d*X?$/.test(number)) return bad('number_characters');
  if (/^\d{15}$/.test(number)) return bad('number_old_15');
  return bad(number.length === 18 ? 'number_characters' : 'number_length');
}

/** Birth date at position 7, order number (odd for men) at 15 and check character at 18 of an 18-character number. */
export function readEighteen(number: string, today: string): NumberReading {
  const birthdate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isBirthdate(birthdate)) return bad('number_birthdate');
  if (birthdate > today) return bad('number_birthdate_future');
  if (mod11Dash2(number.slice(0, 17)) !== number[17]) return bad('number_check_digit');
  return { valid: true, number, birthdate, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' };
}
