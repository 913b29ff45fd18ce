import { randomBytes } from 'node:crypto';
import { checkName } from '@family-auth/library/identity/name.ts';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { checkPassword, hashPassword, passwordError } from '../access/passwords.ts';
import type { Database } from '../database/database.ts';
import { operators } from '../database/schema/operators.ts';
import { notifyHolder } from '../notifications/notify-subject.ts';
import { isActivationCode } from '../registry/activation-code.ts';
import {
  type AccountContext,
  type AccountError,
  type AccountResult,
  authTimeOf,
  type Entered,
  isPhone,
  particularsOf,
  passwordSetAfter,
  type Refused,
  type Registration,
  refused,
  tidyPhone,
  tryCode,
} from './account-rules.ts';
import {
  type ActivationCodes,
  type DocumentNumber,
  documentOf,
  type Proof,
  type TypedDocument,
} from './activation-codes.ts';
import { endLogins } from './provider-store.ts';

/**
 * Registers a person. Where accounts are verified, name, number and activation code must be those of one person of the
 * register. Whether a number has an account already is told to its holder only.
 */
export async function registerAccount(
  context: AccountContext,
  entry: Registration,
  visit: string,
): Promise<AccountResult> {
  const { db, hash, audit, verified } = context;
  const read = readRegistration(entry, verified);
  if ('errors' in read) return read;
  const { name, phone, document } = read;
  const code = entry.activationCode ?? '';
  const proof = verified ? await prove(context, document, name, code, visit) : undefined;
  if (typeof proof === 'string') return refused(proof);
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
    const account = await insertAccount(tx, context.codes, values, proof, former);
    if ('errors' in account) return account;
    await audit.append(tx, {
      actor: `operator:${account.sub}`,
      action: 'account.registered',
      object: `account:${account.sub}`,
      details: { verified },
    });
    if (proof !== undefined) await notifyHolder(context, tx, 'account_registered', proof);
    return account;
  });
}

async function prove(
  context: AccountContext,
  document: DocumentNumber,
  name: string,
  code: string,
  visit: string,
) {
  const tried = await tryCode(context, visit);
  if (tried === undefined) return 'too_many_codes';
  const proof = await context.codes.verify(document, code);
  if (proof === undefined || proof.citizen.name !== name) return 'not_confirmed';
  await tried.takeBack();
  return proof;
}

async function insertAccount(
  tx: Database,
  codes: ActivationCodes,
  values: typeof operators.$inferInsert & { readonly passwordSetAt: Date },
  proof: Proof | undefined,
  former: FormerAccount | undefined,
): Promise<AccountResult> {
  if (proof !== undefined) {
    if (await hasVerifiedAccount(tx, proof.numberHash)) return refused('already_registered');
    if (!(await codes.use(tx, proof))) return refused('not_confirmed');
    const confirmed = former && (await confirmAccount(tx, former, values));
    if (confirmed !== undefined) return confirmed;
    await release(tx, proof.numberHash);
  }
  const [row] = await tx
    .insert(operators)
    .values(values)
    .onConflictDoNothing()
    .returning({ sub: operators.sub });
  if (row === undefined) return refused('not_confirmed');
  return { ...row, authTimeS: authTimeOf(values.passwordSetAt) };
}

async function hasVerifiedAccount(tx: Database, numberHash: string): Promise<boolean> {
  const rows = await tx
    .select({ sub: operators.sub })
    .from(operators)
    .where(and(eq(operators.numberHash, numberHash), isNotNull(operators.identityVerifiedAt)));
  return rows.length > 0;
}

type FormerAccount = Pick<typeof operators.$inferSelect, 'sub' | 'passwordHash' | 'passwordSetAt'>;

/** The unproven account of this number whose phone and password somebody knows: it was theirs, and so is all in it. */
async function formerAccount(
  db: Database,
  numberHash: string,
  phoneHash: string,
  password: string,
): Promise<FormerAccount | undefined> {
  const [row] = await db
    .select({
      sub: operators.sub,
      passwordHash: operators.passwordHash,
      passwordSetAt: operators.passwordSetAt,
    })
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
  { sub, passwordHash, passwordSetAt: formerly }: FormerAccount,
  { name, identityVerifiedAt }: typeof operators.$inferInsert,
): Promise<Entered | undefined> {
  const passwordSetAt = passwordSetAfter(formerly);
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
  if (confirmed.length === 0) return undefined;
  await endLogins(tx, sub);
  return { sub, authTimeS: authTimeOf(passwordSetAt) };
}

/** An account under this number whose holder never proved to be its owner gives the number up: here is who did. */
async function release(tx: Database, numberHash: string): Promise<void> {
  await tx
    .update(operators)
    .set({ numberHash: sql`'released:' || ${operators.sub}` })
    .where(and(eq(operators.numberHash, numberHash), isNull(operators.identityVerifiedAt)));
}

interface Person {
  readonly name: string;
  readonly phone: string;
  readonly document: TypedDocument;
}

/** @param verified whether an activation code must be there, too. */
function readRegistration(entry: Registration, verified: boolean): Person | Refused {
  const phone = tidyPhone(entry.phone);
  const document = documentOf(entry.idNumber);
  const name = checkName(entry.name, document?.idType ?? '');
  const errors: AccountError[] = [];
  if (name.error !== null) errors.push('name_invalid');
  if (document === undefined) errors.push('number_invalid');
  if (verified && !isActivationCode(entry.activationCode ?? '')) errors.push('code_invalid');
  if (!isPhone(phone)) errors.push('phone_invalid');
  const known = [name.name, ...(document === undefined ? [] : particularsOf(document)), phone];
  const weak = passwordError(entry.password, known);
  if (weak !== undefined) errors.push(weak);
  if (errors.length > 0 || document === undefined) return refused(...errors);
  return { name: name.name, phone, document };
}
