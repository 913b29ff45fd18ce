import { and, eq, isNotNull } from 'drizzle-orm';
import { hashPassword, passwordError } from '../access/passwords.ts';
import type { Database } from '../database/database.ts';
import { operators } from '../database/schema/operators.ts';
import { forgetAttempts, todayUtc } from '../limits/count-attempt.ts';
import { notifyHolder } from '../notifications/notify-subject.ts';
import { isActivationCode } from '../registry/activation-code.ts';
import {
  type AccountContext,
  type AccountError,
  type AccountResult,
  authTimeOf,
  type Entered,
  isPhone,
  loginScope,
  type PasswordReset,
  particularsOf,
  passwordSetAfter,
  refused,
  tidyPhone,
  tryCode,
} from './account-rules.ts';
import { documentOf, type Proof } from './activation-codes.ts';
import { endLogins } from './provider-store.ts';

/**
 * Sets a new password for the account of a number, given a fresh activation code and the phone that was registered with.
 * Every log-in of the account ends, whoever has it. Whether there is such an account is not told. A code that a counter
 * issued for it puts a new phone in the place of the registered one: somebody else registered, or the phone is gone.
 */
export async function resetPassword(
  context: AccountContext,
  entry: PasswordReset,
  visit: string,
): Promise<AccountResult> {
  const { db, hash, codes } = context;
  const phone = tidyPhone(entry.phone);
  const document = documentOf(entry.idNumber);
  const errors: AccountError[] = [];
  if (document === undefined) errors.push('number_invalid');
  if (!isActivationCode(entry.activationCode)) errors.push('code_invalid');
  if (!isPhone(phone)) errors.push('phone_invalid');
  const known = [...(document === undefined ? [] : particularsOf(document)), phone];
  const weak = passwordError(entry.password, known);
  if (weak !== undefined) errors.push(weak);
  if (errors.length > 0 || document === undefined) return refused(...errors);
  const tried = await tryCode(context, visit);
  if (tried === undefined) return refused('too_many_codes');
  const proof = await codes.verify(document, entry.activationCode);
  if (proof === undefined) return refused('reset_not_confirmed');
  const passwordHash = await hashPassword(entry.password);
  const entered = await db.transaction((tx) =>
    setPassword(tx, context, proof, hash('phone', phone), passwordHash),
  );
  if (entered === undefined) return refused('reset_not_confirmed');
  await tried.takeBack();
  return entered;
}

/** `undefined` where no account has this number and this phone, or the code was just used. */
async function setPassword(
  tx: Database,
  context: AccountContext,
  proof: Proof,
  phoneHash: string,
  passwordHash: string,
): Promise<Entered | undefined> {
  const { codes, audit } = context;
  const [account] = await tx
    .select({ sub: operators.sub, passwordSetAt: operators.passwordSetAt })
    .from(operators)
    .where(
      and(
        eq(operators.numberHash, proof.numberHash),
        proof.newPhone ? undefined : eq(operators.phoneHash, phoneHash),
        isNotNull(operators.identityVerifiedAt),
      ),
    )
    .for('update');
  if (account === undefined || !(await codes.use(tx, proof))) return undefined;
  const { sub } = account;
  const passwordSetAt = passwordSetAfter(account.passwordSetAt);
  await tx.update(operators).set({ passwordHash, passwordSetAt, phoneHash }).where(eq(operators.sub, sub));
  await endLogins(tx, sub);
  await forgetAttempts(tx, loginScope(sub), todayUtc());
  await audit.append(tx, {
    actor: `operator:${sub}`,
    action: 'account.password_reset',
    object: `account:${sub}`,
    ...(proof.newPhone ? { details: { new_phone: true } } : {}),
  });
  await notifyHolder(context, tx, 'password_reset', proof);
  return { sub, authTimeS: authTimeOf(passwordSetAt) };
}
