import { PHOTO_ROLES } from '@family-auth/library/protocol/application.ts';
import type { Submission } from '@family-auth/library/protocol/submission.ts';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { evidenceParts } from '../../database/schema/evidence.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { rolesFor } from '../evidence/part-roles.ts';

/**
 * The manifest names exactly what was uploaded, and what was uploaded is enough for the method.
 *
 * @throws ProblemError `manifest_mismatch` or `evidence_incomplete`.
 */
export async function checkParts(
  tx: Database,
  { id, requirements }: ApplicationRow,
  manifest: Submission,
): Promise<void> {
  const held = await tx
    .select()
    .from(evidenceParts)
    .where(eq(evidenceParts.applicationId, id))
    .orderBy(asc(evidenceParts.n));
  const named = manifest.parts.toSorted((a, b) => a.n - b.n);
  const equal =
    named.length === held.length &&
    named.every((part, index) => {
      const { n, sha256, size, role, cty } = held[index]!;
      return (
        part.n === n && part.sha256 === sha256 && part.size === size && part.role === role && part.cty === cty
      );
    });
  if (!equal) throw new ProblemError('manifest_mismatch', { detail: 'The parts are not the ones received.' });
  const roles = named.map(({ role }) => role);
  const allowed = rolesFor(manifest.method, requirements);
  const strange = [...new Set(roles)].filter((role) => !allowed.includes(role));
  if (strange.length > 0) {
    throw new ProblemError('manifest_mismatch', {
      errors: strange.map((role) => ({ pointer: '/parts', code: `${role}_not_asked_for` })),
    });
  }
  const count = (role: string) => roles.filter((each) => each === role).length;
  if (manifest.method === 'face_liveness') {
    const frames = new Set(named.filter(({ role }) => role === 'frame').map(({ n }) => n));
    const { key_frames = [] } = manifest.challenge ?? {};
    const complete = count('trace') === 1 && frames.size > 0 && key_frames.length === frames.size;
    if (!complete) throw new ProblemError('evidence_incomplete');
    if (!key_frames.every(({ n }) => frames.has(n))) throw new ProblemError('manifest_mismatch');
    return;
  }
  const repeated = PHOTO_ROLES.filter((role) => count(role) > 1);
  if (repeated.length > 0) {
    throw new ProblemError('manifest_mismatch', {
      errors: repeated.map((role) => ({ pointer: '/parts', code: `${role}_repeated` })),
    });
  }
  const missing = requirements.filter(({ role, required }) => required && count(role) === 0);
  if (missing.length > 0) {
    throw new ProblemError('evidence_incomplete', {
      errors: missing.map(({ role }) => ({ pointer: '/parts', code: `${role}_missing` })),
    });
  }
}
