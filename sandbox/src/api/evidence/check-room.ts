import { and, count, eq, ne, sum } from 'drizzle-orm';
import { evidenceParts } from '../../database/schema/evidence.ts';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { EVIDENCE_MAX_BYTES, PART_MAX_BYTES, PARTS_MAX } from '../policy/policy.ts';

/**
 * Refuses, by the announced length and before the body is read, what would not fit.
 *
 * @returns the announced length, bytes.
 * @throws ProblemError `malformed` without a length, `part_too_large` or `evidence_too_large`.
 */
export async function checkRoom(
  { db }: Backend,
  applicationId: string,
  n: number,
  contentLength: string | undefined,
): Promise<number> {
  if (contentLength === undefined)
    throw new ProblemError('malformed', { detail: 'A Content-Length is needed.' });
  const size = Number(contentLength);
  if (!(size <= PART_MAX_BYTES)) throw new ProblemError('part_too_large');
  if (n >= PARTS_MAX)
    throw new ProblemError('evidence_too_large', { detail: 'These are more parts than allowed.' });
  const [others] = await db
    .select({ parts: count(), bytes: sum(evidenceParts.size) })
    .from(evidenceParts)
    .where(and(eq(evidenceParts.applicationId, applicationId), ne(evidenceParts.n, n)));
  if ((others?.parts ?? 0) >= PARTS_MAX || Number(others?.bytes ?? 0) + size > EVIDENCE_MAX_BYTES) {
    throw new ProblemError('evidence_too_large');
  }
  return size;
}
