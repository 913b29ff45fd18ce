import { createHash, randomInt } from 'node:crypto';

/** As long as the number of a bank card: nobody guesses one, so that no number of wrong tries has to lock its holder out. */
const DIGITS = 16;

/** A fresh activation code: 16 digits, drawn at random. */
export const newActivationCode = (): string => Array.from({ length: DIGITS }, () => randomInt(10)).join('');

/**
 * The code of somebody who does not exist: made from their number, the same in every sandbox, so that `CITIZENS.md` can list
 * it. For a person who exists it would be no secret.
 */
export function syntheticActivationCode(number: string): string {
  const bytes = createHash('sha256').update(`family-auth activation code ${number}`).digest();
  return String(bytes.readBigUInt64BE() % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0');
}

/** In groups of four, as it is printed and read out. */
export const groupActivationCode = (code: string): string => code.replace(/\d{4}(?=\d)/g, '$& ');

/** As typed, without blanks and dashes, full-width digits made plain. */
export const tidyActivationCode = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]/g, '');

/** Whether it has the form of a code. */
export const isActivationCode = (typed: string): boolean =>
  new RegExp(`^\\d{${DIGITS}}$`).test(tidyActivationCode(typed));
