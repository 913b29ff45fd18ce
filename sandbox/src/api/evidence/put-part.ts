import { digest, readContentDigest } from '@family-auth/library/seal/digest.ts';
import { and, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { type ApplicationRow, applications } from '../../database/schema/applications.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { storeFile } from './evidence-files.ts';
import { partHeader } from './part-header.ts';
import { isTypeOf, rolesFor } from './part-roles.ts';

/**
 * Keeps a part of the evidence.
 *
 * @returns 201 for a new one, 204 for bytes that are held already.
 * @throws ProblemError `digest_mismatch`, `malformed` for a role or type that is not asked for, `part_conflict`, `state_conflict`, `invalid_jwe`, `alg_not_allowed` or
 *   `unavailable`.
 */
export async function putPart(
  backend: Backend,
  application: ApplicationRow,
  n: number,
  { bytes, contentDigest }: { readonly bytes: Uint8Array; readonly contentDigest: string | undefined },
): Promise<201 | 204> {
  const { db } = backend;
  const sha256 = await digest(bytes);
  if (readContentDigest(contentDigest ?? '') !== sha256) throw new ProblemError('digest_mismatch');
  const { role, cty } = await partHeader(backend, bytes, { app: application.id, n });
  if (!rolesFor(application.method, application.requirements).includes(role)) {
    throw refused('/role', 'role_not_asked_for');
  }
  if (!isTypeOf(role, cty)) throw refused('/cty', 'type_not_accepted');
  const kept = await heldDigest(db, application.id, n);
  if (kept === sha256) return 204;
  if (kept !== undefined) throw new ProblemError('part_conflict');
  const part = { applicationId: application.id, n, sha256, size: bytes.length, role, cty };
  const stored = await storeFile(backend, application.id, bytes, async (tx, blobKey) => {
    await lockDraft(tx, application);
    const inserted = await tx
      .insert(evidenceParts)
      .values({ ...part, blobKey, receivedAt: new Date() })
      .onConflictDoNothing()
      .returning({ n: evidenceParts.n });
    if (inserted.length !== 1) return false;
    await backend.quota.countPart(tx, application.operatorSub, bytes.length);
    return true;
  });
  if (stored) return 201;
  // Two requests at once: whoever came first holds the place.
  if ((await heldDigest(db, application.id, n)) === sha256) return 204;
  throw new ProblemError('part_conflict');
}

/** Of the part's protected header. */
const refused = (pointer: string, code: string) =>
  new ProblemError('malformed', { errors: [{ pointer, code }] });

/** What was withdrawn or submitted while the bytes came takes none of them. */
async function lockDraft(tx: Database, { id, version }: ApplicationRow): Promise<void> {
  const [row] = await tx
    .select({ version: applications.version })
    .from(applications)
    .where(eq(applications.id, id))
    .for('share');
  if (row?.version !== version)
    throw new ProblemError('state_conflict', { detail: 'It is no draft any more.' });
}

async function heldDigest(db: Database, applicationId: string, n: number): Promise<string | undefined> {
  const [part] = await db
    .select({ sha256: evidenceParts.sha256 })
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, applicationId), eq(evidenceParts.n, n)));
  return part?.sha256;
}
