import { withDeadline } from '@family-auth/library/base/deadline.ts';
import { and, count, desc, eq, gt, min } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { auditCheckpoints, auditEntries, auditHeads } from '../database/schema/audit.ts';
import { describeFault } from '../errors/errors.ts';
import { CHECKPOINT_OVERDUE_S } from '../rules/policy.ts';
import type { AuditLog } from './audit-log.ts';
import { limitLockWaits } from './checkpoints.ts';

/** Entries that no checkpoint has. */
export interface Unnoted {
  readonly entries: number;
  /** When the first of them was made. */
  readonly since: Date;
}

/** How the checkpoints stand, for whoever has to see to it that they are written. */
export interface CheckpointNews {
  /** `null`: there is none yet. `unreadable`: the database does not say; somebody may be holding it. */
  readonly newest: { readonly n: number; readonly at: Date } | null | 'unreadable';
  /** When the first entry was made that is in no checkpoint, by what this process knows itself and by the database. */
  readonly unnotedSince: Date | undefined;
  /** Whether that is longer ago than {@link CHECKPOINT_OVERDUE_S}. */
  readonly overdue: boolean;
}

const WRITE_DEADLINE_MS = 30_000;
const READ_DEADLINE_MS = 8_000;

export const isOverdue = (since: Date | undefined): boolean =>
  since !== undefined && Date.now() - since.getTime() > CHECKPOINT_OVERDUE_S * 1000;

/** By what the heads say, which `verifyAudit` holds against the checkpoints. */
export async function readUnnoted(db: Database): Promise<Unnoted | null> {
  const [found] = await db
    .select({ entries: count(), since: min(auditEntries.at) })
    .from(auditHeads)
    .innerJoin(
      auditEntries,
      and(eq(auditEntries.object, auditHeads.object), gt(auditEntries.seq, auditHeads.checkpointSeq)),
    );
  return found?.since ? { entries: found.entries, since: found.since } : null;
}

/** The log and the database that it is in. */
interface Audited {
  readonly audit: AuditLog;
  readonly db: Database;
}

/** Answers within seconds whoever holds the database. */
export async function checkpointNews({ audit, db }: Audited): Promise<CheckpointNews> {
  const read = await withDeadline('audit.news', READ_DEADLINE_MS, () =>
    db.transaction(async (tx) => {
      await limitLockWaits(tx);
      const { n, at } = auditCheckpoints;
      const [newest] = await tx.select({ n, at }).from(auditCheckpoints).orderBy(desc(n)).limit(1);
      return { newest: newest ?? null, since: (await readUnnoted(tx))?.since };
    }),
  ).catch(() => ({ newest: 'unreadable', since: undefined }) as const);
  const known = [audit.unnotedSince(), read.since].filter((since) => since !== undefined);
  const unnotedSince = known.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return { newest: read.newest, unnotedSince, overdue: isOverdue(unnotedSince) };
}

/**
 * Writes a checkpoint, and logs where it cannot be written (`checkpoint_failed`) or entries have waited for one for too long
 * (`checkpoint_overdue`): a lock that is never given back makes nothing fail. Never throws.
 */
export async function checkpointInTime({
  audit,
  db,
  log,
}: Audited & { log(line: string): void }): Promise<void> {
  await withDeadline('audit.checkpoint', WRITE_DEADLINE_MS, () => audit.checkpoint(db)).catch(
    (error: unknown) => log(`audit: checkpoint_failed ${describeFault(error)}`),
  );
  const { newest, unnotedSince, overdue } = await checkpointNews({ audit, db });
  if (!overdue || unnotedSince === undefined) return;
  const last =
    newest === null || newest === 'unreadable'
      ? (newest ?? 'none')
      : `${newest.n} of ${newest.at.toISOString()}`;
  log(`audit: checkpoint_overdue since ${unnotedSince.toISOString()}, newest ${last}`);
}
