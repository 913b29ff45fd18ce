import type { LoginSession } from '../login/login-session.ts';
import type { Application, Consent, PhotoRole } from '../protocol/application.ts';
import { sealPart } from '../seal/seal-part.ts';
import { signSubmission } from '../seal/sign-submission.ts';
import { submissionDigest } from '../seal/submission-bytes.ts';
import { buildSubmission } from './build-submission.ts';
import type { CallOptions, FamilyAuthClient } from './family-auth-client.ts';

/** A photo as the person gave it. */
export interface DocumentPhoto {
  readonly role: PhotoRole;
  readonly bytes: Uint8Array;
  /** Media type, `image/jpeg` or `image/png`. */
  readonly cty: string;
}

/**
 * Hands in photos for the methods without movements (`document_review`, `portrait_photo`): encrypts and uploads each,
 * then posts the signed manifest. With no photos it hands in a `subject_login` or an `in_person`, which then waits for
 * the relative.
 *
 * @param input `application` and `subjectSha256` from `createApplication`; `consents` as they were given there.
 * @returns the application's new state, and the digest that the result must name.
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
