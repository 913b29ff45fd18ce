import { and, eq, inArray, isNull } from 'drizzle-orm';
import { endLink, keepRepudiations } from '../applications/cards.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { applications } from '../database/schema/applications.ts';
import { cards } from '../database/schema/cards.ts';
import { attemptCounters } from '../database/schema/challenges.ts';
import { idempotencyKeys } from '../database/schema/housekeeping.ts';
import { operators } from '../database/schema/operators.ts';
import { recordClosing } from '../evidence/deletion.ts';
import { notifyHolder } from '../notifications/notify-subject.ts';
import { loginScope } from '../provider/account-rules.ts';
import { endLogins } from '../provider/provider-store.ts';
import type { Citizen } from '../registry/citizen-registry.ts';
import { withdrawConsent } from '../retention/withdraw-consent.ts';

/** What went with an account. */
export interface Closed {
  /** Relatives whose cards were linked; each of them is told. */
  readonly links: number;
  readonly applications: number;
  /** `fap-deletion-receipt+jwt`, about the account. */
  readonly receipt: string;
}

/**
 * Closes an account for good, all or nothing: its links end, the consents of its applications are withdrawn, and with the
 * account go its name, phone, number and password, its log-ins and its counters. What stays: decisions without personal data,
 * receipts, the audit log, that the activation code was used, and by keyed hash who said no to the account's holder.
 *
 * @param holder who is told, where the registry knows them.
 * @returns `undefined` where there is no such account any more.
 */
export function closeAccount(
  backend: Backend,
  sub: string,
  holder: Citizen | undefined,
): Promise<Closed | undefined> {
  return backend.db.transaction(async (tx) => {
    const [account] = await tx.select().from(operators).where(eq(operators.sub, sub)).for('update');
    if (account === undefined) return undefined;
    const within = { ...backend, db: tx };
    const actor = `operator:${sub}`;
    const links = await endLinks(within, tx, sub, actor);
    // An erased card no longer says whose it was.
    await keepRepudiations(within, tx, account);
    const taken = await tx
      .select({ id: applications.id })
      .from(applications)
      .where(and(eq(applications.operatorSub, sub), isNull(applications.consentsWithdrawnAt)));
    for (const { id } of taken) await withdrawConsent(within, id, actor);
    await forgetAccount(tx, sub);
    const counts = { links, applications: taken.length };
    const object = `account:${sub}`;
    await backend.audit.append(tx, { actor, action: 'account.closed', object, details: counts });
    if (holder !== undefined) await notifyHolder(backend, tx, 'account_closed', { citizen: holder });
    return { ...counts, receipt: await recordClosing(backend, tx, sub) };
  });
}

async function endLinks(backend: Backend, tx: Database, sub: string, actor: string): Promise<number> {
  const bound = await tx
    .select({ ref: cards.ref })
    .from(cards)
    .where(and(eq(cards.operatorSub, sub), inArray(cards.status, ['active', 'suspended'])));
  for (const { ref } of bound) await endLink(backend, tx, ref, { revocation: 'operator_unbound', actor });
  return bound.length;
}

async function forgetAccount(tx: Database, sub: string): Promise<void> {
  await tx.delete(operators).where(eq(operators.sub, sub));
  await endLogins(tx, sub);
  await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.sub, sub));
  await tx.delete(attemptCounters).where(eq(attemptCounters.scope, loginScope(sub)));
}
