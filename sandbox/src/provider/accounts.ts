import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { dateInChina } from '../../../src/identity/dates.ts';
import { tidyNumber, validateIdNumber } from '../../../src/identity/id-number.ts';
import { checkName } from '../../../src/identity/name.ts';
import type { IdType } from '../../../src/protocol/common.ts';
import { countAttempt, takeBackAttempt, todayUtc } from '../database/count-attempt.ts';
import type { Database } from '../database/database.ts';
import { operators } from '../database/schema/operators.ts';
import { isActivationCode } from '../registry/activation-code.ts';
import type { Backend } from '../server/backend.ts';
import type { ActivationCodes, DocumentNumber, Proof } from './activation-codes.ts';
import { checkPassword, hashPassword, passwordError } from './password.ts';

export interface Registration {
  readonly name: string;
  readonly idNumber: string;
  readonly phone: string;
  readonly password: string;
  /** Where accounts are verified. */
  readonly activationCode?: string | undefined;
}

/** Why a registration or a log-in did not come about; words are in `pages/texts.ts`. */
export type AccountError =
  | 'name_invalid'
  | 'number_invalid'
  | 'phone_invalid'
  | 'code_invalid'
  | 'password_short'
  | 'password_common'
  | 'not_confirmed'
  | 'already_registered'
  | 'wrong_credentials'
  | 'identity_unproven'
  | 'too_many_codes'
  | 'too_many_tries'
  | 'not_the_relative';

export type AccountResult = { readonly sub: string } | { readonly error: AccountError };

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
  /** Logs in by phone number or document number. An unknown account and a wrong password answer alike. */
  logIn(entry: { readonly account: string; readonly password: string }): Promise<AccountResult>;
}

/** Failed log-ins of one account on one day. */
const FAILURES_PER_DAY = 50;
/** Wrong activation codes in one visit. Nothing is counted against a number: its holder is not kept out by others. */
const WRONG_CODES_PER_VISIT = 10;
/** Documents a person can register with here. */
const ID_TYPES: readonly IdType[] = [
  'resident_id_card',
  'residence_permit_hk_mo_tw',
  'foreign_permanent_resident_card',
];

export function openAccounts(
  { db, hash, settings }: Pick<Backend, 'db' | 'hash' | 'settings'>,
  codes: ActivationCodes,
): Accounts {
  const verified = settings.accountsVerified;

  /** The proof that a code gives, or why it gives none. */
  async function prove(
    { document, name, code }: { document: DocumentNumber; name: string; code: string },
    visit: string,
  ): Promise<Proof | AccountError> {
    const [scope, day] = [`activation:${hash('account-visit', visit)}`, todayUtc()];
    if ((await countAttempt(db, scope, day)) > WRONG_CODES_PER_VISIT) return 'too_many_codes';
    const proof = await codes.verify(document, code);
    if (proof === undefined || proof.citizen.name !== name) return 'not_confirmed';
    await takeBackAttempt(db, scope, day);
    return proof;
  }

  async function register(entry: Registration, visit: string): Promise<AccountResult> {
    const read = readRegistration(entry);
    if ('error' in read) return read;
    const { name, phone, document } = read;
    const code = entry.activationCode ?? '';
    if (verified && !isActivationCode(code)) return { error: 'code_invalid' };
    const proof = verified ? await prove({ document, name, code }, visit) : undefined;
    if (typeof proof === 'string') return { error: proof };
    const numberHash = hash('document', document.idType, 'CHN', document.number);
    const values = {
      sub: randomBytes(16).toString('base64url'),
      name,
      idType: document.idType,
      numberHash,
      phoneHash: hash('phone', phone),
      birthYear: document.birthYear,
      passwordHash: await hashPassword(entry.password),
      passwordSetAt: new Date(),
      identityVerifiedAt: proof === undefined ? null : new Date(),
    };
    return db.transaction((tx) => insertAccount(tx, values, proof));
  }

  async function insertAccount(
    tx: Database,
    values: typeof operators.$inferInsert,
    proof: Proof | undefined,
  ): Promise<AccountResult> {
    if (proof !== undefined) {
      if (await hasVerifiedAccount(tx, proof.numberHash)) return { error: 'already_registered' };
      if (!(await codes.use(tx, proof))) return { error: 'not_confirmed' };
      await release(tx, proof.numberHash);
    }
    const [row] = await tx
      .insert(operators)
      .values(values)
      .onConflictDoNothing()
      .returning({ sub: operators.sub });
    return row ?? { error: 'not_confirmed' };
  }

  async function logIn({
    account,
    password,
  }: {
    readonly account: string;
    readonly password: string;
  }): Promise<AccountResult> {
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
    const [scope, day] = [`login:${operator?.sub ?? phoneHash}`, todayUtc()];
    if ((await countAttempt(db, scope, day)) > FAILURES_PER_DAY) return { error: 'too_many_tries' };
    if (!(await checkPassword(password, operator?.passwordHash)) || operator === undefined) {
      return { error: 'wrong_credentials' };
    }
    await takeBackAttempt(db, scope, day);
    if (verified && operator.identityVerifiedAt === null) return { error: 'identity_unproven' };
    return { sub: operator.sub };
  }

  return { verified, register, logIn };
}

async function hasVerifiedAccount(tx: Database, numberHash: string): Promise<boolean> {
  const rows = await tx
    .select({ sub: operators.sub })
    .from(operators)
    .where(and(eq(operators.numberHash, numberHash), isNotNull(operators.identityVerifiedAt)));
  return rows.length > 0;
}

/** An account under this number whose holder never proved to be its owner gives the number up: here is who did. */
async function release(tx: Database, numberHash: string): Promise<void> {
  await tx
    .update(operators)
    .set({ numberHash: sql`'released:' || ${operators.sub}` })
    .where(and(eq(operators.numberHash, numberHash), isNull(operators.identityVerifiedAt)));
}

/** The number, and the birth date in it. */
const particularsOf = ({ number }: DocumentNumber): string[] => [number, number.slice(6, 14)];

interface Person {
  readonly name: string;
  readonly phone: string;
  readonly document: DocumentNumber & { readonly birthYear: number | null };
}

function readRegistration(entry: Registration): Person | { readonly error: AccountError } {
  const phone = tidyPhone(entry.phone);
  const document = documentOf(entry.idNumber);
  const name = checkName(entry.name, document?.idType ?? '');
  if (name.error !== null) return { error: 'name_invalid' };
  if (document === undefined) return { error: 'number_invalid' };
  if (!/^1\d{10}$/.test(phone)) return { error: 'phone_invalid' };
  const error = passwordError(entry.password, [name.name, ...particularsOf(document), phone]);
  if (error !== undefined) return { error };
  return { name: name.name, phone, document };
}

const tidyPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '');

function documentOf(typed: string): Person['document'] | undefined {
  for (const idType of ID_TYPES) {
    const reading = validateIdNumber(idType, typed, dateInChina(Date.now()));
    if (!reading.valid) continue;
    const birthYear = reading.birthdate === null ? null : Number(reading.birthdate.slice(0, 4));
    return { idType, number: reading.number, birthYear };
  }
  return undefined;
}
