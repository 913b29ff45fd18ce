import { eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';

/** Deletes what was uploaded for a draft, bytes and rows. */
export async function forgetEvidence({ blobs }: Backend, tx: Database, applicationId: string): Promise<void> {
  const parts = await tx
    .delete(evidenceParts)
    .where(eq(evidenceParts.applicationId, applicationId))
    .returning();
  await Promise.all(parts.map(({ blobKey }) => blobs.delete(blobKey)));
}
