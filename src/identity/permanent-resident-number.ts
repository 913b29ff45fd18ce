import { hasEighteen, readEighteen, shapeError } from './eighteen.ts';
import { bad, type NumberReading } from './number-reading.ts';

const FORM_2017 = /^[A-Z]{3}\d{12}$/;

/**
 * The number of a foreign permanent resident's identity card.
 *
 * The 2017 form's check digit is not verified (its rule is not published) and it holds no whole birth date, so the
 * birth date is asked for. The 2023 form begins with 9 and is otherwise built like a resident number.
 */
export function readPermanentResidentNumber(number: string, today: string): NumberReading {
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
