import type { Backend } from '../context/backend.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../limits/count-attempt.ts';
import type { ActivationCodes, DocumentNumber } from './activation-codes.ts';

export interface Registration {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly password: string;
  /** Where accounts are verified. */
  readonly activationCode?: string | undefined;
}

/** A new password for whoever forgot theirs. */
export interface PasswordReset {
  readonly idNumber: string;
  /** The one that the account was registered with. */
  readonly phone: string;
  readonly password: string;
  /** A fresh one, of a counter: the first was used to register. */
  readonly activationCode: string;
}

/** Why a registration or a log-in did not come about; words are in `texts.ts`. */
export type AccountError =
  | 'account_missing'
  | 'password_missing'
  | 'name_invalid'
  | 'number_invalid'
  | 'phone_invalid'
  | 'code_invalid'
  | 'password_short'
  | 'password_common'
  | 'not_confirmed'
  | 'reset_not_confirmed'
  | 'already_registered'
  | 'wrong_credentials'
  | 'identity_unproven'
  | 'too_many_codes'
  | 'too_many_tries'
  | 'not_the_relative';

/** Somebody who proved who they are. */
export interface Entered {
  readonly sub: string;
  /** When they did, epoch seconds; never before the password by which they did was set. */
  readonly authTimeS: number;
}

/** Everything that keeps it from coming about, at once: nobody has to find one mistake after the other. */
export interface Refused {
  readonly errors: readonly AccountError[];
}

export type AccountResult = Entered | Refused;

export const refused = (...errors: readonly AccountError[]): Refused => ({ errors });

/** What registering, resetting and logging in share. */
export interface AccountContext extends Pick<Backend, 'db' | 'hash' | 'audit' | 'keys'> {
  readonly codes: ActivationCodes;
  /** Whether a registration asks for an activation code. */
  readonly verified: boolean;
}

/** Wrong activation codes in one visit. Nothing is counted against a number: its holder is not kept out by others. */
const WRONG_CODES_PER_VISIT = 10;

/**
 * Whether a visit has a try left, for one that is not wrong to be taken back.
 *
 * @param visit the log-in window or link in which it is tried.
 */
export async function tryCode(
  { db, hash }: AccountContext,
  visit: string,
): Promise<{ takeBack(): Promise<void> } | undefined> {
  const [scope, day] = [`activation:${hash('account-visit', visit)}`, todayUtc()];
  if ((await countAttempt(db, scope, day)) > WRONG_CODES_PER_VISIT) return undefined;
  return { takeBack: () => takeBackAttempt(db, scope, day) };
}

/** The number, and the birth date in it. */
export const particularsOf = ({ number }: DocumentNumber): string[] => [number, number.slice(6, 14)];

export const isPhone = (tidied: string): boolean => /^1\d{10}$/.test(tidied);

/**
 * Log-ins are dated in whole seconds. One that was under way when a new password was set is dated before it, also within the
 * same second, and one by the new password is not.
 */
export const authTimeOf = (passwordSetAt: Date, beganMs = 0): number =>
  Math.max(Math.floor(beganMs / 1000), Math.ceil(passwordSetAt.getTime() / 1000));

/**
 * When a password that replaces another is set: now, and later than every log-in by the former one is dated, which may be up to
 * a second ahead of the clock.
 */
export const passwordSetAfter = (former: Date): Date =>
  new Date(Math.max(Date.now(), authTimeOf(former) * 1000) + 1);

/** What failed log-ins are counted under. */
export const loginScope = (accountOrTyped: string): string => `login:${accountOrTyped}`;

export const tidyPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '');
