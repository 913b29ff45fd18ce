import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { usedTokenIds } from '../../database/schema/housekeeping.ts';

/**
 * Notes that a proof was used. On a PostgreSQL server this holds over all nodes.
 *
 * @param lifetimeS how long it could be presented again, seconds.
 * @returns `false` when it had been used before.
 */
export async function useOnce(
  db: Database,
  { jkt, jti, lifetimeS }: { jkt: string; jti: string; lifetimeS: number },
): Promise<boolean> {
  const id = createHash('sha256')
    .update(JSON.stringify(['dpop', jkt, jti]))
    .digest('base64url');
  const rows = await db
    .insert(usedTokenIds)
    .values({ id, expiresAt: new Date(Date.now() + lifetimeS * 1000) })
    .onConflictDoNothing()
    .returning({ id: usedTokenIds.id });
  return rows.length === 1;
}
