import { tidyNumber } from '@family-auth/library/identity/id-number.ts';
import { asc, eq, or } from 'drizzle-orm';
import { checkPassword } from '../access/passwords.ts';
import type { Backend } from '../context/backend.ts';
import { operators } from '../database/schema/operators.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../limits/count-attempt.ts';
import {
  type AccountContext,
  type AccountError,
  type AccountResult,
  authTimeOf,
  loginScope,
  type PasswordReset,
  type Registration,
  refused,
  tidyPhone,
} from './account-rules.ts';
import { type ActivationCodes, ID_TYPES } from './activation-codes.ts';
import { registerAccount } from './register-account.ts';
import { resetPassword } from './reset-password.ts';

/** The provider's accounts. */
export interface Accounts {
  /** Whether a registration asks for an activation code. */
  readonly verified: boolean;
  /**
   * Registers a person. Where accounts are verified, name, number and activation code must be those of one person of the
   * register. Whether a number has an account already is told to its holder only.
   *
   * @param visit the log-in window or link in which it is tried; it has few tries.
   */
  register(entry: Registration, visit: string): Promise<AccountResult>;
  /**
   * Sets a new password for the account of a number, given a fresh activation code and the phone that was registered with.
   * Every log-in of the account ends, whoever has it. Whether there is such an account is not told.
   */
  reset(entry: PasswordReset, visit: string): Promise<AccountResult>;
  /** Logs in by phone number or document number. An unknown account and a wrong password answer alike. */
  logIn(entry: { readonly account: string; readonly password: string }): Promise<AccountResult>;
}

/** Failed log-ins of one account on one day. */
const FAILURES_PER_DAY = 50;

export function openAccounts(
  { db, hash, settings, audit, keys }: Pick<Backend, 'db' | 'hash' | 'settings' | 'audit' | 'keys'>,
  codes: ActivationCodes,
): Accounts {
  const context: AccountContext = { db, hash, audit, keys, codes, verified: settings.accountsVerified };
  return {
    verified: context.verified,
    register: (entry, visit) => registerAccount(context, entry, visit),
    reset: (entry, visit) => resetPassword(context, entry, visit),
    logIn: (entry) => logIn(context, entry),
  };
}

async function logIn(
  { db, hash, verified }: AccountContext,
  { account, password }: { readonly account: string; readonly password: string },
): Promise<AccountResult> {
  const beganMs = Date.now();
  // What was left empty is no try.
  const missing: AccountError[] = [];
  if (account.trim() === '') missing.push('account_missing');
  if (password === '') missing.push('password_missing');
  if (missing.length > 0) return refused(...missing);
  // One spelling, under which it is both counted and looked up.
  const typed = tidyPhone(tidyNumber(account));
  const phoneHash = hash('phone', typed);
  const numbers = ID_TYPES.map((idType) => hash('document', idType, 'CHN', typed));
  const [operator] = await db
    .select()
    .from(operators)
    .where(
      or(eq(operators.phoneHash, phoneHash), ...numbers.map((number) => eq(operators.numberHash, number))),
    )
    // Of a family that shares a phone, whoever registered it first; the others log in by their numbers.
    .orderBy(asc(operators.createdAt), asc(operators.sub))
    .limit(1);
  // One counter an account, however it is named. What belongs to nobody counts alike, by what was typed. Before the
  // password is looked at, so that many tries at once gain nothing.
  const [scope, day] = [loginScope(operator?.sub ?? phoneHash), todayUtc()];
  if ((await countAttempt(db, scope, day)) > FAILURES_PER_DAY) return refused('too_many_tries');
  if (!(await checkPassword(password, operator?.passwordHash)) || operator === undefined) {
    return refused('wrong_credentials');
  }
  await takeBackAttempt(db, scope, day);
  if (verified && operator.identityVerifiedAt === null) return refused('identity_unproven');
  return { sub: operator.sub, authTimeS: authTimeOf(operator.passwordSetAt, beganMs) };
}
