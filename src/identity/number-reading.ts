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

export const bad = (error: BadIdNumber['error']): BadIdNumber => ({ valid: false, error });
