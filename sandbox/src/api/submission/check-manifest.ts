import { isDeepStrictEqual } from 'node:util';
import type { Consent } from '@family-auth/library/protocol/application.ts';
import type { Submission } from '@family-auth/library/protocol/submission.ts';
import type { ApplicationRow } from '../../database/schema/applications.ts';
import { ProblemError } from '../../server/problem-error.ts';
import { checkConsents } from '../applications/check-consents.ts';

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
  if (!matches) throw new ProblemError('manifest_mismatch', { detail: 'The manifest is of another draft.' });
  if (!isDeepStrictEqual(inOrder(consents), inOrder(application.consents))) {
    throw new ProblemError('consent_missing', { detail: 'The consents are not those of the draft.' });
  }
  checkConsents(consents, method, application.guardianConsent);
}

/** Without the time: the draft's is this backend's own, the manifest's is the client's claim. */
const inOrder = (consents: readonly Consent[]): Omit<Consent, 'at'>[] =>
  consents
    .map(({ at: _, ...consent }) => consent)
    .toSorted((a, b) => (a.notice + a.by < b.notice + b.by ? -1 : 1));
