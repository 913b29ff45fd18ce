import type { LoginSession } from '../login/login-session.ts';
import type { Application, Consent, PhotoRole } from '../protocol/application.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { type EvidencePart, SUBMISSION_MAX_LIFETIME_S, type Submission } from '../protocol/submission.ts';
import { sealPart } from '../seal/part.ts';
import { signSubmission, submissionDigest } from '../seal/submission.ts';
import type { CallOptions, FamilyAuthClient } from './family-auth-client.ts';

/**
 * Assembles the manifest that is then signed: who, to whom, about what, and the digests of all that was uploaded. It is good for 300 s.
 * For programs that do each step themselves; {@link submitDocuments} does them all.
 *
 * @param input `subjectSha256` from `createApplication`; `parts` in the order of their `n`; `nowMs` epoch milliseconds.
 * @example
 * ```ts
 * import { buildSubmission } from 'family-auth/client';
 *
 * const manifest = buildSubmission({
 *   discovery: client.discovery,
 *   session,
 *   application,
 *   subjectSha256,
 *   parts: [],
 *   consents,
 *   client: { version: 'my-program/1.0', isolation: 'program' },
 *   nowMs: Date.now(),
 * });
 * manifest.exp - manifest.iat; // → 300
 * ```
 */
export function buildSubmission(input: {
  readonly discovery: Pick<Discovery, 'issuer' | 'api_base'>;
  readonly session: Pick<LoginSession, 'clientId' | 'sub'>;
  readonly application: Pick<Application, 'id' | 'relationship' | 'method'>;
  readonly subjectSha256: string;
  readonly parts: readonly EvidencePart[];
  readonly consents: readonly Consent[];
  readonly client: Submission['client'];
  readonly challenge?: NonNullable<Submission['challenge']>;
  readonly nowMs: number;
}): Submission {
  const { discovery, session, application, challenge } = input;
  const iat = Math.floor(input.nowMs / 1000);
  return {
    iss: session.clientId,
    sub: session.sub,
    aud: discovery.issuer,
    iat,
    exp: iat + SUBMISSION_MAX_LIFETIME_S,
    jti: crypto.randomUUID(),
    app: application.id,
    ver: '1.0',
    relationship: application.relationship,
    method: application.method,
    subject: { sha256: input.subjectSha256 },
    ...(challenge === undefined ? {} : { challenge }),
    parts: [...input.parts],
    consents: [...input.consents],
    client: input.client,
    htu: `${discovery.api_base}${endpoints.submission(application.id)}`,
  };
}

/** A photo as the person gave it; at most `limits.part_max_bytes` of discovery, once it is encrypted. */
export interface DocumentPhoto {
  readonly role: PhotoRole;
  /** The file itself. */
  readonly bytes: Uint8Array;
  /** Media type, `image/jpeg` or `image/png`. */
  readonly cty: string;
}

/**
 * Hands in photos for the methods without movements (`document_review`, `portrait_photo`): encrypts and uploads each, then posts the
 * signed manifest. With no photos it hands in a `subject_login` or an `in_person`, which then waits for the relative.
 *
 * @param input `application` and `subjectSha256` from `createApplication`; `consents` as they were given there.
 * @returns the application's new state, and the digest that the result must name.
 * @throws BackendError, e.g. `insufficient_user_authentication` where the log-in is too old, `evidence_incomplete`,
 *   `part_too_large`, `attempts_exhausted`; TransportError, DeadlineError, CancelledError. What was uploaded is not sent again
 *   when the same call is repeated.
 * @example
 * ```ts
 * import { submitDocuments } from 'family-auth/client';
 *
 * const { application: sent, submissionSha256 } = await submitDocuments(client, session, {
 *   application,
 *   subjectSha256,
 *   consents,
 *   photos: [{ role: 'id_document', cty: 'image/jpeg', bytes: photo }],
 * });
 * ['submitted', 'processing', 'manual_review'].includes(sent.status); // → true
 * submissionSha256.length; // → 43
 * ```
 */
export async function submitDocuments(
  client: FamilyAuthClient,
  session: LoginSession,
  input: {
    readonly application: Pick<Application, 'id' | 'relationship' | 'method'>;
    readonly subjectSha256: string;
    readonly consents: readonly Consent[];
    readonly photos: readonly DocumentPhoto[];
    /** Version of the program that hands in, e.g. `my-portal/1.4`. Default `family-auth`. */
    readonly version?: string;
    readonly onProgress?: (share: number) => void;
  },
  options: CallOptions = {},
): Promise<{ readonly application: Application; readonly submissionSha256: string }> {
  const { application, subjectSha256, consents, photos, onProgress } = input;
  const recipient = await client.encryptionKey(options);
  const sealed = await Promise.all(
    photos.map(({ bytes, role, cty }, n) =>
      sealPart(bytes, { recipient, app: application.id, n, role, cty }),
    ),
  );
  await client.uploadParts(
    application.id,
    sealed.map((entry) => entry.sealed),
    { ...options, ...(onProgress && { onProgress }) },
  );
  const manifest = buildSubmission({
    discovery: client.discovery,
    session,
    application,
    subjectSha256,
    parts: sealed.map(({ part }) => part),
    consents,
    client: { version: input.version ?? 'family-auth', isolation: 'program' },
    nowMs: Date.now(),
  });
  const submission = await signSubmission(manifest, session.keyPair, session.jkt);
  return {
    application: await client.submit(application.id, submission, options),
    submissionSha256: await submissionDigest(submission),
  };
}
