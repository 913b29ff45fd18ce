import { randomBytes } from 'node:crypto';
import { eq, or } from 'drizzle-orm';
import { dateInChina } from '../../../src/identity/dates.ts';
import { tidyNumber, validateIdNumber } from '../../../src/identity/id-number.ts';
import { checkName } from '../../../src/identity/name.ts';
import type { IdType } from '../../../src/protocol/common.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../database/count-attempt.ts';
import type { Database } from '../database/database.ts';
import { operators } from '../database/schema/operators.ts';
import type { KeyedHash } from '../storage/keyed-hash.ts';
import { checkPassword, hashPassword } from './password.ts';

export interface Registration {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly password: string;
}

/** Why a registration or a log-in did not come about; words are in `pages/texts.ts`. */
export type AccountError =
  | 'name_invalid'
  | 'number_invalid'
  | 'phone_invalid'
  | 'password_short'
  | 'already_registered'
  | 'wrong_credentials'
  | 'too_many_tries'
  | 'not_the_relative';

export type AccountResult = { readonly sub: string } | { readonly error: AccountError };

/** Failed log-ins with one phone or document number on one day. */
const FAILURES_PER_DAY = 50;
const PASSWORD_MIN = 8;
/** Documents a person can register with here. */
const ID_TYPES: readonly IdType[] = [
  'resident_id_card',
  'residence_permit_hk_mo_tw',
  'foreign_permanent_resident_card',
];

const tidyPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '');

/** Registers a person. */
export async function register(db: Database, hash: KeyedHash, entry: Registration): Promise<AccountResult> {
  const phone = tidyPhone(entry.phone);
  const document = documentOf(entry.idNumber);
  const name = checkName(entry.name, document?.idType ?? '');
  if (name.error !== null) return { error: 'name_invalid' };
  if (document === undefined) return { error: 'number_invalid' };
  if (!/^1\d{10}$/.test(phone)) return { error: 'phone_invalid' };
  if ([...entry.password].length < PASSWORD_MIN) return { error: 'password_short' };
  const rows = await db
    .insert(operators)
    .values({
      sub: randomBytes(16).toString('base64url'),
      name: name.name,
      idType: document.idType,
      numberHash: hash('document', document.idType, 'CHN', document.number),
      phoneHash: hash('phone', phone),
      birthYear: document.birthYear,
      passwordHash: await hashPassword(entry.password),
    })
    .onConflictDoNothing()
    .returning({ sub: operators.sub });
  return rows[0] ?? { error: 'already_registered' };
}

/**
 * Logs in by phone number or document number. An unknown account and a wrong password answer alike, and both count:
 * by what was typed, before anything is looked up, so that neither the limit nor many tries at once tell or gain anything.
 */
export async function logIn(
  db: Database,
  hash: KeyedHash,
  { account, password }: { readonly account: string; readonly password: string },
): Promise<AccountResult> {
  // One spelling, under which it is both counted and looked up.
  const typed = tidyPhone(tidyNumber(account));
  const phoneHash = hash('phone', typed);
  const [scope, day] = [`login:${phoneHash}`, todayUtc()];
  if ((await countAttempt(db, scope, day)) > FAILURES_PER_DAY) return { error: 'too_many_tries' };
  const numbers = ID_TYPES.map((idType) => hash('document', idType, 'CHN', typed));
  const [operator] = await db
    .select()
    .from(operators)
    .where(
      or(eq(operators.phoneHash, phoneHash), ...numbers.map((number) => eq(operators.numberHash, number))),
    );
  if ((await checkPassword(password, operator?.passwordHash)) && operator !== undefined) {
    await takeBackAttempt(db, scope, day);
    return { sub: operator.sub };
  }
  return { error: 'wrong_credentials' };
}

function documentOf(typed: string) {
  for (const idType of ID_TYPES) {
    const reading = validateIdNumber(idType, typed, dateInChina(Date.now()));
    if (!reading.valid) continue;
    const birthYear = reading.birthdate === null ? null : Number(reading.birthdate.slice(0, 4));
    return { idType, number: reading.number, birthYear };
  }
  return undefined;
}
