import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { tidyNumber } from '../../../src/identity/id-number.ts';
import { checkName } from '../../../src/identity/name.ts';
import { countAttempt, forgetAttempts, takeBackAttempt, todayUtc } from '../database/count-attempt.ts';
import type { Database } from '../database/database.ts';
import { operators } from '../database/schema/operators.ts';
import { isActivationCode } from '../registry/activation-code.ts';
import type { Backend } from '../server/backend.ts';
import {
  type ActivationCodes,
  type DocumentNumber,
  documentOf,
  ID_TYPES,
  type Proof,
  type TypedDocument,
} from './activation-codes.ts';
import { endLogins } from './end-logins.ts';
import { checkPassword, hashPassword, passwordError } from './password.ts';

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

/** Why a registration or a log-in did not come about; words are in `pages/texts.ts`. */
export type AccountError =
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
/** Wrong activation codes in one visit. Nothing is counted against a number: its holder is not kept out by others. */
const WRONG_CODES_PER_VISIT = 10;
export function openAccounts(
  { db, hash, settings, audit }: Pick<Backend, 'db' | 'hash' | 'settings' | 'audit'>,
  codes: ActivationCodes,
): Accounts {
  const verified = settings.accountsVerified;

  /** Whether a window has a try left, for one that is not wrong to be taken back. */
  async function tryIn(visit: string): Promise<{ takeBack(): Promise<void> } | undefined> {
    const [scope, day] = [`activation:${hash('account-visit', visit)}`, todayUtc()];
    if ((await countAttempt(db, scope, day)) > WRONG_CODES_PER_VISIT) return undefined;
    return { takeBack: () => takeBackAttempt(db, scope, day) };
  }

  async function prove(document: DocumentNumber, name: string, code: string, visit: string) {
    const tried = await tryIn(visit);
    if (tried === undefined) return 'too_many_codes';
    const proof = await codes.verify(document, code);
    if (proof === undefined || proof.citizen.name !== name) return 'not_confirmed';
    await tried.takeBack();
    return proof;
  }

  async function register(entry: Registration, visit: string): Promise<AccountResult> {
    const read = readRegistration(entry);
    if ('error' in read) return read;
    const { name, phone, document } = read;
    const code = entry.activationCode ?? '';
    if (verified && !isActivationCode(code)) return { error: 'code_invalid' };
    const proof = verified ? await prove(document, name, code, visit) : undefined;
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
    const former = proof && (await formerAccount(db, proof.numberHash, values.phoneHash, entry.password));
    return db.transaction(async (tx) => {
      const account = await insertAccount(tx, values, proof, former);
      if ('error' in account) return account;
      await audit.append(tx, {
        actor: `operator:${account.sub}`,
        action: 'account.registered',
        object: `account:${account.sub}`,
        details: { verified },
      });
      return account;
    });
  }

  async function insertAccount(
    tx: Database,
    values: typeof operators.$inferInsert,
    proof: Proof | undefined,
    former: FormerAccount | undefined,
  ): Promise<AccountResult> {
    if (proof !== undefined) {
      if (await hasVerifiedAccount(tx, proof.numberHash)) return { error: 'already_registered' };
      if (!(await codes.use(tx, proof))) return { error: 'not_confirmed' };
      if (former !== undefined && (await confirmAccount(tx, former, values))) return { sub: former.sub };
      await release(tx, proof.numberHash);
    }
    const [row] = await tx
      .insert(operators)
      .values(values)
      .onConflictDoNothing()
      .returning({ sub: operators.sub });
    return row ?? { error: 'not_confirmed' };
  }

  async function reset(entry: PasswordReset, visit: string): Promise<AccountResult> {
    const phone = tidyPhone(entry.phone);
    const document = documentOf(entry.idNumber);
    if (document === undefined) return { error: 'number_invalid' };
    if (!isActivationCode(entry.activationCode)) return { error: 'code_invalid' };
    if (!isPhone(phone)) return { error: 'phone_invalid' };
    const error = passwordError(entry.password, [...particularsOf(document), phone]);
    if (error !== undefined) return { error };
    const tried = await tryIn(visit);
    if (tried === undefined) return { error: 'too_many_codes' };
    const proof = await codes.verify(document, entry.activationCode);
    if (proof === undefined) return { error: 'reset_not_confirmed' };
    const passwordHash = await hashPassword(entry.password);
    const sub = await db.transaction((tx) => setPassword(tx, proof, hash('phone', phone), passwordHash));
    if (sub === undefined) return { error: 'reset_not_confirmed' };
    await tried.takeBack();
    return { sub };
  }

  /** `undefined` where no account has this number and this phone, or the code was just used. */
  async function setPassword(
    tx: Database,
    proof: Proof,
    phoneHash: string,
    passwordHash: string,
  ): Promise<string | undefined> {
    const [account] = await tx
      .select({ sub: operators.sub })
      .from(operators)
      .where(
        and(
          eq(operators.numberHash, proof.numberHash),
          eq(operators.phoneHash, phoneHash),
          isNotNull(operators.identityVerifiedAt),
        ),
      )
      .for('update');
    if (account === undefined || !(await codes.use(tx, proof))) return undefined;
    const { sub } = account;
    await tx.update(operators).set({ passwordHash, passwordSetAt: new Date() }).where(eq(operators.sub, sub));
    await endLogins(tx, sub);
    await forgetAttempts(tx, loginScope(sub), todayUtc());
    await audit.append(tx, {
      actor: `operator:${sub}`,
      action: 'account.password_reset',
      object: `account:${sub}`,
    });
    return sub;
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
    const [scope, day] = [loginScope(operator?.sub ?? phoneHash), todayUtc()];
    if ((await countAttempt(db, scope, day)) > FAILURES_PER_DAY) return { error: 'too_many_tries' };
    if (!(await checkPassword(password, operator?.passwordHash)) || operator === undefined) {
      return { error: 'wrong_credentials' };
    }
    await takeBackAttempt(db, scope, day);
    if (verified && operator.identityVerifiedAt === null) return { error: 'identity_unproven' };
    return { sub: operator.sub };
  }

  return { verified, register, reset, logIn };
}

async function hasVerifiedAccount(tx: Database, numberHash: string): Promise<boolean> {
  const rows = await tx
    .select({ sub: operators.sub })
    .from(operators)
    .where(and(eq(operators.numberHash, numberHash), isNotNull(operators.identityVerifiedAt)));
  return rows.length > 0;
}

type FormerAccount = Pick<typeof operators.$inferSelect, 'sub' | 'passwordHash'>;

/** The unproven account of this number whose phone and password somebody knows: it was theirs, and so is all in it. */
async function formerAccount(
  db: Database,
  numberHash: string,
  phoneHash: string,
  password: string,
): Promise<FormerAccount | undefined> {
  const [row] = await db
    .select({ sub: operators.sub, passwordHash: operators.passwordHash })
    .from(operators)
    .where(
      and(
        eq(operators.numberHash, numberHash),
        eq(operators.phoneHash, phoneHash),
        isNull(operators.identityVerifiedAt),
      ),
    );
  return row !== undefined && (await checkPassword(password, row.passwordHash)) ? row : undefined;
}

/** The holder of an account has proved who they are. Whoever else is logged in there is so no longer. */
async function confirmAccount(
  tx: Database,
  { sub, passwordHash }: FormerAccount,
  { name, passwordSetAt, identityVerifiedAt }: typeof operators.$inferInsert,
): Promise<boolean> {
  const confirmed = await tx
    .update(operators)
    .set({ name, passwordSetAt, identityVerifiedAt })
    .where(
      and(
        eq(operators.sub, sub),
        eq(operators.passwordHash, passwordHash),
        isNull(operators.identityVerifiedAt),
      ),
    )
    .returning({ sub: operators.sub });
  if (confirmed.length === 0) return false;
  await endLogins(tx, sub);
  return true;
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
  readonly document: TypedDocument;
}

function readRegistration(entry: Registration): Person | { readonly error: AccountError } {
  const phone = tidyPhone(entry.phone);
  const document = documentOf(entry.idNumber);
  const name = checkName(entry.name, document?.idType ?? '');
  if (name.error !== null) return { error: 'name_invalid' };
  if (document === undefined) return { error: 'number_invalid' };
  if (!isPhone(phone)) return { error: 'phone_invalid' };
  const error = passwordError(entry.password, [name.name, ...particularsOf(document), phone]);
  if (error !== undefined) return { error };
  return { name: name.name, phone, document };
}

const isPhone = (tidied: string): boolean => /^1\d{10}$/.test(tidied);

/** What failed log-ins are counted under. */
const loginScope = (accountOrTyped: string): string => `login:${accountOrTyped}`;

const tidyPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^\+?86(?=1\d{10}$)/, '');
