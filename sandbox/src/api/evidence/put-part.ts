import { and, eq } from 'drizzle-orm';
import { readContentDigest } from '../../../../src/seal/content-digest.ts';
import { digest } from '../../../../src/seal/digest.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { partHeader } from './part-header.ts';

/**
 * Keeps a part of the evidence.
 *
 * @returns 201 for a new one, 204 for bytes that are held already.
 * @throws ProblemError `digest_mismatch`, `part_conflict`, `invalid_jwe` or `alg_not_allowed`.
 */
export async function putPart(
  backend: Backend,
  application: ApplicationRow,
  n: number,
  { bytes, contentDigest }: { readonly bytes: Uint8Array; readonly contentDigest: string | undefined },
): Promise<201 | 204> {
  const { db, blobs } = backend;
  const sha256 = await digest(bytes);
  if (readContentDigest(contentDigest ?? '') !== sha256) throw new ProblemError('digest_mismatch');
  const { role, cty } = await partHeader(backend, bytes, { app: application.id, n });
  const blobKey = `${application.id}/${n}-${sha256}`;
  const kept = await heldDigest(backend, application.id, n);
  if (kept === sha256) return 204;
  if (kept !== undefined) throw new ProblemError('part_conflict');
  await blobs.put(blobKey, bytes);
  const inserted = await db
    .insert(evidenceParts)
    .values({
      applicationId: application.id,
      n,
      sha256,
      size: bytes.length,
      role,
      cty,
      blobKey,
      receivedAt: new Date(),
    })
    .onConflictDoNothing()
    .returning({ n: evidenceParts.n });
  if (inserted.length === 1) return 201;
  // Two requests at once: whoever came first holds the place.
  if ((await heldDigest(backend, application.id, n)) === sha256) return 204;
  await blobs.delete(blobKey);
  throw new ProblemError('part_conflict');
}

async function heldDigest({ db }: Backend, applicationId: string, n: number): Promise<string | undefined> {
  const [part] = await db
    .select({ sha256: evidenceParts.sha256 })
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, applicationId), eq(evidenceParts.n, n)));
  return part?.sha256;
}
