import { eq } from 'drizzle-orm';
import type { PartRole } from '../../../../src/protocol/submission.ts';
import type { Database } from '../../database/database.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';

/**
 * Deletes all that was uploaded for an application, bytes and rows.
 *
 * @returns the roles of the parts that were still held.
 */
export async function forgetEvidence(
  { blobs }: Backend,
  tx: Database,
  applicationId: string,
): Promise<PartRole[]> {
  const parts = await tx
    .delete(evidenceParts)
    .where(eq(evidenceParts.applicationId, applicationId))
    .returning();
  await Promise.all(parts.map(({ blobKey }) => blobs.delete(blobKey)));
  return parts.filter(({ deletedAt }) => deletedAt === null).map(({ role }) => role);
}
