import { readEighteen, shapeError } from './eighteen.ts';
import { type BadIdNumber, bad, type NumberReading } from './number-reading.ts';

/** Provinces, autonomous regions and municipalities of GB/T 2260 from which resident numbers were issued. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(
    ' ',
  ),
);
/** Residence permits for residents of Hong Kong, Macao and Taiwan (in force since 1 September 2018). */
const PERMIT = /^8[123]0000/;

/** The number of a resident identity card. */
export function readResidentNumber(number: string, today: string): NumberReading {
  const shape = shapeError(number);
  if (shape) return shape;
  if (PERMIT.test(number) || number.startsWith('9')) return otherTypeIf(number, today);
  if (!PROVINCES.has(number.slice(0, 2)) || number.slice(2, 6) === '0000') return bad('number_region');
  return readEighteen(number, today);
}

/** The number of a residence permit for Hong Kong, Macao and Taiwan residents. */
export function readResidencePermitNumber(number: string, today: string): NumberReading {
  const shape = shapeError(number);
  if (shape) return shape;
  return PERMIT.test(number) ? readEighteen(number, today) : otherTypeIf(number, today);
}

/** A whole and consistent number of another document says so; anything else is a slip in its first digits. */
const otherTypeIf = (number: string, today: string): BadIdNumber =>
  bad(readEighteen(number, today).valid ? 'number_other_type' : 'number_region');
