import { createHash } from 'node:crypto';
import { desc, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { auditLog } from './schema/housekeeping.ts';

export interface AuditEntry {
  /** `operator:SUB`, `reviewer:NAME` or `system`. */
  readonly actor: string;
  readonly action: string;
  /** Id of what was acted on. */
  readonly object: string;
  /** Codes and counts; never names, numbers or pictures. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Any number, the same for all who append: one row follows the other also with several processes. */
const LOCK = 0x0fa_a0d1;
const GENESIS = '0'.repeat(43);

/**
 * Adds a row to the audit log; its hash covers the row before, so that a row cannot be changed or taken out unnoticed.
 *
 * @param tx a transaction: the order of rows is settled only when it ends.
 */
export async function appendAudit(tx: Database, entry: AuditEntry): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
  const [last] = await tx.select({ hash: auditLog.hash }).from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
  const previousHash = last?.hash ?? GENESIS;
  const at = new Date();
  const row = { ...entry, details: { ...entry.details } };
  await tx.insert(auditLog).values({ ...row, at, previousHash, hash: auditHash(previousHash, at, row) });
}

/** SHA-256 over the former row's hash and this row's content, base64url. */
export function auditHash(
  previousHash: string,
  at: Date,
  { actor, action, object, details }: AuditEntry,
): string {
  return createHash('sha256')
    .update(JSON.stringify([previousHash, at.toISOString(), actor, action, object, sorted(details ?? {})]))
    .digest('base64url');
}

/** `jsonb` does not keep the order of keys. */
const sorted = (details: Readonly<Record<string, unknown>>) =>
  Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
