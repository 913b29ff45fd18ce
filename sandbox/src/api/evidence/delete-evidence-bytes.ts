import { and, eq, isNull } from 'drizzle-orm';
import type { PartRole } from '../../../../src/protocol/submission.ts';
import type { Database } from '../../database/database.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';

/**
 * Deletes the bytes of an application's evidence by the retention rule; digests and sizes stay as a record.
 *
 * @returns the roles of the parts that were still held.
 */
export async function deleteEvidenceBytes(
  { blobs }: Backend,
  tx: Database,
  applicationId: string,
): Promise<PartRole[]> {
  const parts = await tx
    .update(evidenceParts)
    .set({ deletedAt: new Date() })
    .where(and(eq(evidenceParts.applicationId, applicationId), isNull(evidenceParts.deletedAt)))
    .returning();
  await Promise.all(parts.map(({ blobKey }) => blobs.delete(blobKey)));
  return parts.map(({ role }) => role);
}
