import { isDeepStrictEqual } from 'node:util';
import { type Consent, PHOTO_ROLES } from '@family-auth/library/protocol/application.ts';
import type { Submission } from '@family-auth/library/protocol/submission.ts';
import { asc, eq } from 'drizzle-orm';
import { checkConsents } from '../applications/consents.ts';
import type { Database } from '../database/database.ts';
import type { ApplicationRow } from '../database/schema/applications.ts';
import { challengeSteps, challenges } from '../database/schema/challenges.ts';
import { evidenceParts } from '../database/schema/evidence.ts';
import { ProblemError } from '../errors/errors.ts';
import { UPLOAD_GRACE_S } from '../rules/policy.ts';
import { rolesFor } from './evidence.ts';

/**
 * The signed manifest says what the draft says.
 *
 * @throws ProblemError `manifest_mismatch`, `consent_missing` or `guardian_required`.
 */
export function checkManifest(application: ApplicationRow, manifest: Submission): void {
  const { relationship, method, subject, consents, challenge } = manifest;
  const matches =
    relationship === application.relationship &&
    method === application.method &&
    subject.sha256 === application.subjectSha256 &&
    (challenge !== undefined) === (method === 'face_liveness');
  if (!matches)
    throw new ProblemError('manifest_mismatch', {
      detail: 'The manifest names another application than this draft.',
    });
  if (!isDeepStrictEqual(inOrder(consents), inOrder(application.consents))) {
    throw new ProblemError('consent_missing', {
      detail: 'The consents of the manifest differ from those of the draft.',
    });
  }
  checkConsents(consents, method, application.guardianConsent);
}

/** Without the time: the draft's is this backend's own, the manifest's is the client's claim. */
const inOrder = (consents: readonly Consent[]): Omit<Consent, 'at'>[] =>
  consents
    .map(({ at: _, ...consent }) => consent)
    .toSorted((a, b) => (a.notice + a.by < b.notice + b.by ? -1 : 1));

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
  if (!equal)
    throw new ProblemError('manifest_mismatch', {
      detail: 'The parts of the manifest differ from those that were uploaded.',
    });
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

/**
 * Uses up the live-face session a manifest names: it must be this draft's, finished, with the receipts and the chain
 * this backend saw.
 *
 * @throws ProblemError `not_found`, `challenge_used`, `challenge_expired`, `evidence_incomplete` or `manifest_mismatch`.
 */
export async function useChallenge(
  tx: Database,
  application: ApplicationRow,
  claimed: NonNullable<Submission['challenge']>,
): Promise<void> {
  const [challenge] = await tx.select().from(challenges).where(eq(challenges.id, claimed.id)).for('update');
  if (challenge?.applicationId !== application.id) throw new ProblemError('not_found');
  if (challenge.usedAt !== null) throw new ProblemError('challenge_used');
  if (challenge.expiresAt.getTime() + UPLOAD_GRACE_S * 1000 < Date.now())
    throw new ProblemError('challenge_expired');
  const steps = await tx
    .select()
    .from(challengeSteps)
    .where(eq(challengeSteps.challengeId, challenge.id))
    .orderBy(asc(challengeSteps.i));
  const receipts = steps.flatMap(({ receipt }) => receipt ?? []);
  // A swapped step stands in the plan twice, and is committed once.
  if (receipts.length !== new Set(challenge.plan.map(({ i }) => i)).size)
    throw new ProblemError('evidence_incomplete');
  const same =
    claimed.nonce === challenge.nonce &&
    claimed.policy_version === challenge.policyVersion &&
    claimed.chain === steps.at(-1)?.chain &&
    isDeepStrictEqual(claimed.receipts, receipts);
  if (!same)
    throw new ProblemError('manifest_mismatch', {
      detail: 'The live-face session of the manifest differs from the one that was committed.',
    });
  await tx.update(challenges).set({ usedAt: new Date() }).where(eq(challenges.id, challenge.id));
}
