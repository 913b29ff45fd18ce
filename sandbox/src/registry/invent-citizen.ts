import { randomInt } from 'node:crypto';
import { mod11Dash2 } from '@family-auth/library/identity/id-number.ts';
import type { Citizen } from './citizen-registry.ts';

/** Area codes that were never assigned, and that nobody of `synthetic-citizens.ts` has: no province has a city code 88. */
const AREAS = ['118802', '318802', '448802'] as const;
const FIRST_BIRTH_YEAR = 1975;
const LAST_BIRTH_YEAR = 1995;
const FAMILY_NAMES = [...'云林舟禾松岚川原溪石'];
const GIVEN_NAMES = [...'明远安宁若清知行晓初予乐'];

/** What a caller may choose of an invented citizen; the rest is drawn at random. */
export interface CitizenWish {
  readonly name?: string;
  /** `YYYY-MM-DD`; must be an adult's. Default: some day from 1975 to 1995. */
  readonly birthdate?: string;
  readonly sex?: Citizen['sex'];
  /** Mobile number on file, or `null` for none. Default: an invented one. */
  readonly phone?: string | null;
  /** Whether a film stands in for this person, see {@link Citizen}. Default `false`. */
  readonly standIn?: boolean;
}

/** A fresh citizen who does not exist: well-formed number, area code never assigned, card active. */
export function inventCitizen(wish: CitizenWish = {}): Citizen {
  const sex = wish.sex ?? (randomInt(2) === 0 ? 'female' : 'male');
  const birthdate = wish.birthdate ?? someBirthdate();
  // GB 11643: the sequence code is odd for men, even for women.
  const sequence = String(randomInt(50, 500) * 2 + (sex === 'male' ? 1 : 0)).padStart(3, '0');
  const digits = `${oneOf(AREAS)}${birthdate.replaceAll('-', '')}${sequence}`;
  return {
    name: wish.name ?? `${oneOf(FAMILY_NAMES)}${oneOf(GIVEN_NAMES)}${oneOf(GIVEN_NAMES)}`,
    idType: 'resident_id_card',
    number: `${digits}${mod11Dash2(digits)}`,
    birthdate,
    sex,
    cardStatus: 'active',
    // No mobile number begins with 11.
    phone: wish.phone === undefined ? `1188802${String(randomInt(10_000)).padStart(4, '0')}` : wish.phone,
    guardian: null,
    services: ['insurance-record', 'card-loss-report'],
    standIn: wish.standIn ?? false,
  };
}

function someBirthdate(): string {
  const year = randomInt(FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR + 1);
  return new Date(Date.UTC(year, 0, 1 + randomInt(365))).toISOString().slice(0, 10);
}

const oneOf = (from: readonly string[]): string => from[randomInt(from.length)]!;
