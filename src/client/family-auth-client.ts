import type { Application, Consent, CreateApplication } from '../protocol/application.ts';
import type { Card, CardCode, ServiceLink } from '../protocol/card.ts';
import type {
  Challenge,
  ChallengeRequest,
  StepCommit,
  StepReceipt,
  SwapResponse,
} from '../protocol/challenge.ts';
import type { DeletionReceipt } from '../protocol/deletion-receipt.ts';
import type { Discovery, Notice } from '../protocol/discovery.ts';
import type { HandOff } from '../protocol/hand-off.ts';
import type { OperatorProfile } from '../protocol/me.ts';
import type { ApplicationResult, SignedResult } from '../protocol/result.ts';
import type { Subject } from '../protocol/subject.ts';
import type { Appointment, SubjectLink, SubjectRequest } from '../protocol/subject-request.ts';
import type { GeneralJws } from '../protocol/submission.ts';
import type { PublicJwk } from '../seal/keys.ts';

/**
 * What every call takes.
 *
 * @example
 * ```ts
 * import type { CallOptions } from 'family-auth/client';
 *
 * const within: CallOptions = { signal: AbortSignal.timeout(15_000) };
 * (await client.cards(within)).length; // → 0
 * ```
 */
export interface CallOptions {
  /** An aborted one ends the call with `CancelledError`. Default: only the deadline of the call ends it. */
  readonly signal?: AbortSignal;
}

/**
 * A part as it goes over the wire.
 *
 * @example
 * ```ts
 * import { type SealedPart, sealPart } from 'family-auth/client';
 *
 * const recipient = await client.encryptionKey();
 * const place = { recipient, app: application.id, n: 0, role: 'id_document', cty: 'image/jpeg' } as const;
 * const part: SealedPart = (await sealPart(photo, place)).sealed;
 * part.n; // → 0
 * ```
 */
export interface SealedPart {
  /** Its place among the parts, from 0. */
  readonly n: number;
  /** Compact JWE, ASCII. */
  readonly bytes: Uint8Array;
  /** Base64url SHA-256 over `bytes`. */
  readonly sha256: string;
}

/**
 * The typed client of one backend. Every call has a deadline (30 s; 20 s for a notice, 120 s for handing in, 10 minutes for uploads, a day for waiting) and throws a typed error:
 * `BackendError` (a problem document), `TransportError`, `LoginError`, `VerificationError`, `DeadlineError`, `CancelledError`.
 * Network faults on idempotent calls are tried again, with growing pauses, until the deadline; `Retry-After` is obeyed.
 *
 * @example
 * ```ts
 * const me = await client.me();
 * me.relatives_left; // → 8
 * me.applications.map(({ status }) => status); // → []
 * ```
 */
export interface FamilyAuthClient {
  /** What the backend says of itself. */
  readonly discovery: Discovery;
  /** The time of the backend, epoch milliseconds: this computer's, corrected where the backend's `Date` shows that it is wrong. */
  epochMs(): number;
  /** Text of a notice, verified against its digest (`VerificationError('notice_altered')`). */
  notice(notice: Notice, options?: CallOptions): Promise<string>;
  /** The operator: name (masked), how many relatives may still be added, and open applications. */
  me(options?: CallOptions): Promise<OperatorProfile>;
  /** The backend's key that evidence parts are encrypted to, from its key set. */
  encryptionKey(options?: CallOptions): Promise<PublicJwk>;
  /**
   * Encrypts the subject and creates a draft. The same `idempotencyKey` gives the same application.
   *
   * `subject_login` needs verified accounts (`accounts_verified` of discovery): without them it is refused before
   * anything is sent, `ConfigurationError('backend_unsupported')`. So is a method that needs a consent or a signature of a
   * later version of the protocol; `supportedMethods` tells beforehand.
   */
  createApplication(
    input: Omit<CreateApplication, 'subject'> & {
      readonly subject: Subject;
      readonly consents: readonly Consent[];
    },
    options?: CallOptions & { readonly idempotencyKey?: string },
  ): Promise<{
    readonly application: Application /** Digest of the subject JWE, for the manifest. */;
    readonly subjectSha256: string;
  }>;
  /** How an application stands. `not_found` for somebody else’s too. */
  application(id: string, options?: CallOptions): Promise<Application>;
  /**
   * Draws a live-face session for a draft and reveals its first step; a session that is still open ends with this.
   * `attempts_exhausted` where the draft, or the operator for this subject today, has had all.
   */
  requestChallenge(
    applicationId: string,
    request: ChallengeRequest,
    options?: CallOptions,
  ): Promise<Challenge>;
  /**
   * Commits a step by the head of the hash chain and reveals the next one. `step_too_early`, `step_out_of_order`,
   * `challenge_expired`.
   */
  commitStep(challengeId: string, commit: StepCommit, options?: CallOptions): Promise<StepReceipt>;
  /** Exchanges the open step's action for another, once a challenge; the plan may grow by a step. */
  swapStep(challengeId: string, i: number, options?: CallOptions): Promise<SwapResponse>;
  /** Uploads what the backend does not have yet; resumes after a cut. `onProgress` gets 0..1. */
  uploadParts(
    applicationId: string,
    parts: readonly SealedPart[],
    options?: CallOptions & {
      readonly onProgress?: (share: number) => void;
      readonly onOffline?: (offline: boolean) => void;
    },
  ): Promise<void>;
  /** Posts a signed manifest. Posting the same one again is harmless. */
  submit(applicationId: string, submission: GeneralJws, options?: CallOptions): Promise<Application>;
  /** Polls by Retry-After and ETag until the status is final, or `until` says so; every change is reported. */
  waitForDecision(
    applicationId: string,
    options?: CallOptions & {
      /** Whether to wait no longer. Default: the status is final. */
      readonly until?: (application: Application) => boolean;
      readonly onStatus?: (application: Application) => void;
      readonly onOffline?: (offline: boolean) => void;
    },
  ): Promise<Application>;
  /** The signed decision, verified: issuer, audience, application, key and the digest of what was submitted. */
  result(
    applicationId: string,
    expected: { readonly submissionSha256?: string },
    options?: CallOptions,
  ): Promise<ApplicationResult>;
  /** The same with the JWT itself, for a server that verifies it again. */
  signedResult(
    applicationId: string,
    expected: { readonly submissionSha256?: string },
    options?: CallOptions,
  ): Promise<SignedResult>;
  /** Verified views of all cards that are bound, and for a while of those that the subject ended. */
  cards(options?: CallOptions): Promise<readonly Card[]>;
  /** The verified view of one card. */
  card(ref: string, options?: CallOptions): Promise<Card>;
  /** A code that shows the card at a counter, once and for a minute at most. Needs a recent log-in. */
  cardCode(ref: string, options?: CallOptions): Promise<CardCode>;
  /** A short-lived link to a service of the card, by the id in its `services`; opens the page on which it is done. */
  serviceLink(ref: string, service: string, options?: CallOptions): Promise<ServiceLink>;
  /** Ends the link to the subject, and with it codes and service links. Needs a recent log-in. */
  unbind(ref: string, options?: CallOptions): Promise<void>;
  /** Ends an application that is not decided, its consents with it. */
  withdraw(applicationId: string, options?: CallOptions): Promise<Application>;
  /**
   * Withdraws the consents of an application, whatever its status, for a backend whose discovery names the profile
   * `consent-withdrawal`. Pictures, trace, fingerprints and whatever names the subject are deleted; the decision stays,
   * and so does a bound card until {@link unbind}. A second time is harmless.
   */
  withdrawConsent(applicationId: string, options?: CallOptions): Promise<Application>;
  /** What the backend deleted of an application, verified; also after the application itself is gone. */
  deletionReceipts(applicationId: string, options?: CallOptions): Promise<readonly DeletionReceipt[]>;
  /**
   * Invites another device to do the evidence of a draft, for a backend whose discovery has `hand_off_uri`; the one before ends. Needs a
   * recent log-in. `portal`: the origin of the page around, where the caller is the backend's own page in a frame.
   */
  openHandOff(applicationId: string, options?: CallOptions & { readonly portal?: string }): Promise<HandOff>;
  /** How a hand-off stands; the symbol to scan in it changes every 20 s. */
  handOff(id: string, options?: CallOptions): Promise<HandOff>;
  /** Lets the other device hold the draft, by the code that it shows. `hand_off_code_wrong`, the third time `hand_off_ended`. */
  confirmHandOff(id: string, code: string, options?: CallOptions): Promise<HandOff>;
  /** Ends a hand-off before the submission; the draft is its own device's again. A second time is harmless. */
  cancelHandOff(id: string, options?: CallOptions): Promise<HandOff>;
  /** While a `subject_login` waits for the subject: a link for them. The same one each time. */
  subjectLink(applicationId: string, options?: CallOptions): Promise<SubjectLink>;
  /** While an `in_person` waits for the subject: the code for the counter. The same one each time. */
  appointment(applicationId: string, options?: CallOptions): Promise<Appointment>;
  /** Called by the subject's own session: who asks. `subject_mismatch` when it is not the subject's account. */
  subjectRequest(token: string, options?: CallOptions): Promise<SubjectRequest>;
  /** Called by the subject's own session: agrees, with the consents to the notices meant for them, or declines. */
  answerSubjectRequest(
    token: string,
    answer: {
      readonly application: string;
      readonly agreed: boolean;
      readonly consents: readonly Consent[];
    },
    options?: CallOptions,
  ): Promise<void>;
  /** Asks a person to look again at a rejection, once, within the time that the backend gives; `text` of 1 to 500 characters. */
  appeal(applicationId: string, text: string, options?: CallOptions): Promise<Application>;
}
