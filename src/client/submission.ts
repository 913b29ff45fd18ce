import { ConfigurationError } from '../base/errors.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Application, Consent, PhotoRole } from '../protocol/application.ts';
import { isOneOf, METHODS, PROTOCOL_VERSION } from '../protocol/common.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { BackendError } from '../protocol/problem.ts';
import {
  type EvidencePart,
  type GeneralJws,
  type PartRole,
  SUBMISSION_MAX_LIFETIME_S,
  type Submission,
} from '../protocol/submission.ts';
import { sealPart } from '../seal/part.ts';
import { signSubmission, submissionDigest } from '../seal/submission.ts';
import type { CallOptions, FamilyAuthClient, SealedPart } from './family-auth-client.ts';
import { isTransient } from './refusal.ts';

/**
 * Assembles the manifest that is then signed: who, to whom, about what, and the digests of all that was uploaded. It is good for 300 s.
 * For programs that do each step themselves; {@link submitDocuments} does them all.
 *
 * @throws ConfigurationError `backend_unsupported`: the application has a method that this version does not know.
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
 *   nowMs: client.epochMs(),
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
  const { method } = application;
  if (!isOneOf(METHODS, method)) {
    throw new ConfigurationError(
      'backend_unsupported',
      `The application has the method ${method}, which this version of the library does not know.`,
    );
  }
  const iat = Math.floor(input.nowMs / 1000);
  return {
    iss: session.clientId,
    sub: session.sub,
    aud: discovery.issuer,
    iat,
    exp: iat + SUBMISSION_MAX_LIFETIME_S,
    jti: crypto.randomUUID(),
    app: application.id,
    ver: PROTOCOL_VERSION,
    relationship: application.relationship,
    method,
    subject: { sha256: input.subjectSha256 },
    ...(challenge === undefined ? {} : { challenge }),
    parts: [...input.parts],
    consents: [...input.consents],
    client: input.client,
    htu: `${discovery.api_base}${endpoints.submission(application.id)}`,
  };
}

/** One picture, or the trace, before it is sealed; its place in the list is its `n`. */
export interface SubmissionContent {
  readonly role: PartRole;
  /** Media type. */
  readonly cty: string;
  readonly bytes: Uint8Array;
}

/** Everything that one submission says. `subjectSha256` and `consents` as in `createApplication`. */
export interface SubmissionInput {
  readonly application: Pick<Application, 'id' | 'relationship' | 'method'>;
  readonly subjectSha256: string;
  readonly consents: readonly Consent[];
  readonly contents: readonly SubmissionContent[];
  /** What the manifest says of the program that submits. */
  readonly client: Submission['client'];
  readonly challenge?: NonNullable<Submission['challenge']>;
}

/** What became of a submission. */
export interface Submitted {
  readonly application: Application;
  /** The digest that the result must name; missing when it cannot be told which of two manifests arrived. */
  readonly submissionSha256?: string;
}

/** Shares of the progress at which everything is sealed, and uploaded. */
const SEALED = 0.1;
const UPLOADED = 0.98;
/** A manifest is signed anew when less of its life is left. */
const MARGIN_MS = 30_000;

/**
 * One submission, from sealing to the posted manifest: the only author of it, for the element and for programs. What
 * is done is not done again when {@link send} is called once more after an error.
 */
export class OutgoingSubmission {
  readonly #input: SubmissionInput;
  #sealed: readonly { readonly sealed: SealedPart; readonly part: EvidencePart }[] | null = null;
  #signed: { readonly jws: GeneralJws; readonly untilMs: number } | null = null;
  #manifests = 0;
  #begun = false;
  #progress = 0;

  constructor(input: SubmissionInput) {
    this.#input = input;
  }

  /** Some of it may be at the backend: other evidence needs another draft. */
  get begun(): boolean {
    return this.#begun;
  }

  /** How much is done, 0 .. 1; never goes back. */
  get progress(): number {
    return this.#progress;
  }

  /**
   * Seals, uploads, signs and submits.
   *
   * @param options `onProgress` gets {@link progress}; `onOffline` as for `uploadParts`.
   */
  async send(
    client: FamilyAuthClient,
    session: LoginSession,
    options: NonNullable<Parameters<FamilyAuthClient['uploadParts']>[2]> = {},
  ): Promise<Submitted> {
    const { onProgress, ...callOptions } = options;
    const { id } = this.#input.application;
    const report = (share: number) => {
      this.#progress = Math.max(this.#progress, share);
      onProgress?.(this.#progress);
    };
    const call: CallOptions = { ...(options.signal && { signal: options.signal }) };
    const sealed = await this.#seal(client, call, (share) => report(share * SEALED));
    this.#begun = true;
    await client.uploadParts(
      id,
      sealed.map((entry) => entry.sealed),
      { ...callOptions, onProgress: (share) => report(SEALED + share * (UPLOADED - SEALED)) },
    );
    const jws = await this.#manifest(client, session, sealed);
    const submissionSha256 = await submissionDigest(jws);
    try {
      const application = await client.submit(id, jws, call);
      report(1);
      return { application, submissionSha256 };
    } catch (error) {
      const arrived = await this.#alreadySubmitted(client, error, call);
      if (arrived) {
        return this.#manifests === 1 ? { application: arrived, submissionSha256 } : { application: arrived };
      }
      if (error instanceof BackendError && !isTransient(error)) this.#signed = null;
      throw error;
    }
  }

  async #seal(client: FamilyAuthClient, options: CallOptions, onProgress: (share: number) => void) {
    if (this.#sealed) return this.#sealed;
    const { contents, application } = this.#input;
    const recipient = await client.encryptionKey(options);
    const sealed = [];
    for (const [n, { role, cty, bytes }] of contents.entries()) {
      sealed.push(await sealPart(bytes, { recipient, app: application.id, n, role, cty }));
      onProgress((n + 1) / contents.length);
    }
    this.#sealed = sealed;
    return sealed;
  }

  /** The same document as long as it is good: posting it again is harmless. */
  async #manifest(
    client: FamilyAuthClient,
    session: LoginSession,
    sealed: readonly { readonly part: EvidencePart }[],
  ): Promise<GeneralJws> {
    const nowMs = client.epochMs();
    if (this.#signed && nowMs < this.#signed.untilMs) return this.#signed.jws;
    const { contents: _, ...input } = this.#input;
    const parts = sealed.map(({ part }) => part);
    const claims = buildSubmission({ ...input, discovery: client.discovery, session, parts, nowMs });
    this.#manifests += 1;
    const jws = await signSubmission(claims, session.keyPair, session.jkt);
    this.#signed = { jws, untilMs: nowMs + SUBMISSION_MAX_LIFETIME_S * 1000 - MARGIN_MS };
    return jws;
  }

  /** The response to an earlier try was lost; the submission had arrived. */
  async #alreadySubmitted(
    client: FamilyAuthClient,
    error: unknown,
    options: CallOptions,
  ): Promise<Application | null> {
    if (!(error instanceof BackendError) || error.code !== 'state_conflict') return null;
    const application = await client.application(this.#input.application.id, options);
    return application.status === 'draft' ? null : application;
  }
}

/**
 * A photo as the person gave it; at most `limits.part_max_bytes` of discovery, once it is encrypted.
 *
 * @example
 * ```ts
 * import type { DocumentPhoto } from 'family-auth/client';
 *
 * const front: DocumentPhoto = { role: 'id_document', cty: 'image/jpeg', bytes: photo };
 * front.bytes.length < client.discovery.limits.part_max_bytes; // → true
 * ```
 */
export interface DocumentPhoto {
  /** What it shows; `requirements` of the application says which are asked for. */
  readonly role: PhotoRole;
  /** The file itself. */
  readonly bytes: Uint8Array;
  /** Media type, `image/jpeg` or `image/png`. */
  readonly cty: string;
}

/**
 * Submits photos for the methods without movements (`document_review`, `portrait_photo`): encrypts and uploads each,
 * then posts the signed manifest. Without photos it submits a `subject_login` or an `in_person`, which then waits for
 * the subject.
 *
 * @param input `application` and `subjectSha256` from `createApplication`; `consents` as they were given there.
 * @returns the application's new state, and the digest that the result must name.
 * @throws BackendError, e.g. `insufficient_user_authentication` where the log-in is too old, `evidence_incomplete`,
 *   `part_too_large`, `attempts_exhausted`; TransportError, DeadlineError, CancelledError. A second call seals anew:
 *   where the first had uploaded a part it ends in `part_conflict`, and a new application is needed.
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
    /** Version of the program that submits, e.g. `my-portal/1.4`. Default `family-auth`. */
    readonly version?: string;
    /** Gets 0 .. 1 over sealing, uploading and submitting. */
    readonly onProgress?: (share: number) => void;
  },
  options: CallOptions = {},
): Promise<{ readonly application: Application; readonly submissionSha256: string }> {
  const { photos, version = 'family-auth', onProgress, ...rest } = input;
  const submission = new OutgoingSubmission({
    ...rest,
    contents: photos,
    client: { version, isolation: 'program' },
  });
  const { application, submissionSha256 } = await submission.send(client, session, {
    ...options,
    ...(onProgress && { onProgress }),
  });
  return { application, submissionSha256: submissionSha256! }; // one manifest, so its digest is known
}
