import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asc, eq } from 'drizzle-orm';
import { appendAudit, auditHash } from '../src/database/append-audit.ts';
import type { OpenDatabase } from '../src/database/open-database.ts';
import { auditLog } from '../src/database/schema/housekeeping.ts';
import { openDatabase } from './support/test-database.ts';

describe('the audit log', () => {
  let database: OpenDatabase;
  before(async () => {
    database = await openDatabase();
    for (const version of [1, 2, 3]) {
      const details = { version, reason: 'policy' };
      const entry = { actor: 'system', action: 'application.rejected', object: 'an-application', details };
      await database.db.transaction((tx) => appendAudit(tx, entry));
    }
  });
  after(() => database.close());

  /** The first row whose hash does not follow from the one before, or -1. */
  async function firstBroken(): Promise<number> {
    const rows = await database.db.select().from(auditLog).orderBy(asc(auditLog.seq));
    return rows.findIndex(
      (row, index) =>
        row.hash !== auditHash(row.previousHash, row.at, row) ||
        (index > 0 && row.previousHash !== rows[index - 1]!.hash),
    );
  }

  it('chains every row to the one before', async () => {
    assert.equal(await firstBroken(), -1);
  });

  it('shows when a row was changed', async () => {
    const [, second] = await database.db.select().from(auditLog).orderBy(asc(auditLog.seq));
    const forged = { details: { version: 2, reason: 'duplicate' } };
    await database.db.update(auditLog).set(forged).where(eq(auditLog.seq, second!.seq));
    assert.equal(await firstBroken(), 1);
  });

  it('shows when a row was taken out', async () => {
    const [, second] = await database.db.select().from(auditLog).orderBy(asc(auditLog.seq));
    await database.db.delete(auditLog).where(eq(auditLog.seq, second!.seq));
    assert.equal(await firstBroken(), 1);
  });
});
