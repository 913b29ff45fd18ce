import { createHash } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { auditEntries, unkeyedAuditLog } from '../database/schema/audit.ts';
import type { AuditLog } from './audit-log.ts';

/** Versions before 0.2 chained by a plain hash in one table, which stays as it was and is held by a keyed entry from now on. */
const TAKEN_OVER = 'audit.unkeyed_log_kept';
const INSTALLATION = 'installation';
const GENESIS = '0'.repeat(43);

type UnkeyedFault = 'row_missing' | 'row_changed' | 'tail_missing';
type UnkeyedRow = typeof unkeyedAuditLog.$inferSelect;

/** Once after an update: notes by the key how the unkeyed log ends, so that it cannot be changed unnoticed any more. */
export async function keepUnkeyedLog(db: Database, audit: AuditLog): Promise<void> {
  await db.transaction(async (tx) => {
    const rows = await tx.select().from(unkeyedAuditLog).orderBy(asc(unkeyedAuditLog.seq));
    const last = rows.at(-1);
    if (last === undefined || (await keptEntry(tx)) !== undefined) return;
    const details = { rows: rows.length, hash: last.hash };
    await audit.append(tx, { actor: 'system', action: TAKEN_OVER, object: INSTALLATION, details });
  });
}

/** The first row of the unkeyed log that does not follow, with the reason; `undefined` where it is whole. */
export async function findUnkeyedFault(
  db: Database,
): Promise<{ seq: number; why: UnkeyedFault } | undefined> {
  const rows = await db.select().from(unkeyedAuditLog).orderBy(asc(unkeyedAuditLog.seq));
  let previousHash = GENESIS;
  for (const row of rows) {
    if (row.previousHash !== previousHash) return { seq: row.seq, why: 'row_missing' };
    if (row.hash !== unkeyedHash(row)) return { seq: row.seq, why: 'row_changed' };
    previousHash = row.hash;
  }
  const kept = (await keptEntry(db)) as { rows: number; hash: string } | undefined;
  if (kept === undefined) return undefined;
  if (rows.length < kept.rows) return { seq: rows.length + 1, why: 'tail_missing' };
  const holds = rows.length === kept.rows && rows.at(-1)?.hash === kept.hash;
  return holds ? undefined : { seq: rows.at(-1)!.seq, why: 'row_changed' };
}

async function keptEntry(db: Database): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [entry] = await db
    .select({ details: auditEntries.details })
    .from(auditEntries)
    .where(and(eq(auditEntries.object, INSTALLATION), eq(auditEntries.action, TAKEN_OVER)))
    .orderBy(asc(auditEntries.seq))
    .limit(1);
  return entry?.details;
}

function unkeyedHash({ previousHash, at, actor, action, object, details }: UnkeyedRow): string {
  const sorted = Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([previousHash, at.toISOString(), actor, action, object, sorted]))
    .digest('base64url');
}
