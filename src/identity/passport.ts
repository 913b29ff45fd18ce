import { bad, type NumberReading } from './number-reading.ts';

const SHORTEST = 5;
/** ICAO 9303-4: nine places in the machine-readable zone; longer numbers go on in the optional field. */
const LONGEST = 15;

/** A passport's number: letters A-Z and digits. Nothing more can be told without its issuer. */
export function readPassport(number: string): NumberReading {
  if (!/^[A-Z0-9]+$/.test(number)) return bad('number_characters');
  if (number.length < SHORTEST || number.length > LONGEST) return bad('number_length');
  return { valid: true, number, birthdate: null, sex: null };
}
