/**
 * Every code an error of this library can carry. Logic compares codes; the words for people stand in `locales/`.
 *
 * The codes of problem documents that a backend answers (RFC 9457) are in `protocol/problem.ts` and reach the
 * page through {@link BackendError}, whose `code` is a `ProblemCode`.
 */
export type ErrorCode =
  | CameraErrorCode
  | LandmarkErrorCode
  | LoginErrorCode
  | TransportErrorCode
  | VerificationErrorCode
  | ConfigurationErrorCode
  | 'cancelled'
  | 'deadline_exceeded';

/** Why there is no camera, or no picture from it. */
export type CameraErrorCode =
  | 'camera_denied'
  | 'camera_not_found'
  | 'camera_busy'
  | 'camera_insecure_context'
  | 'camera_not_allowed_by_page'
  | 'camera_unsatisfiable'
  | 'camera_unsupported'
  | 'camera_no_picture'
  | 'camera_ended';

/** What is wrong with the face model: with the engine that runs it, or with its files. */
export type LandmarkErrorCode =
  | 'engine_unavailable'
  | 'engine_failed'
  | 'asset_unavailable'
  | 'asset_corrupt';

/** Why nobody is logged in; `login_required` asks for a new log-in, where the stored one cannot be renewed. */
export type LoginErrorCode =
  | 'login_popup_blocked'
  | 'login_cancelled'
  | 'login_refused'
  | 'login_expired'
  | 'login_failed'
  | 'login_required';

/** `network_unreachable`: no answer came; `response_malformed`: it was not the protocol's. */
export type TransportErrorCode = 'network_unreachable' | 'response_malformed';

/** Which signed statement, or which notice with an announced digest, did not verify. */
export type VerificationErrorCode =
  | 'result_not_authentic'
  | 'card_not_authentic'
  | 'notice_altered'
  | 'receipt_not_authentic'
  | 'deletion_receipt_not_authentic';

/** What is wrong with the page's or the program's configuration, or with what the backend says of itself. */
export type ConfigurationErrorCode =
  | 'configuration_missing'
  | 'configuration_invalid'
  | 'discovery_invalid'
  | 'backend_unsupported';

interface FamilyAuthErrorOptions {
  /** What went wrong underneath, kept for logs and debuggers. Never holds personal data. */
  cause?: unknown;
  /** Whether the same call may succeed when it is made again. Default `false`. */
  retryable?: boolean;
}

/** The root of every error this library throws or reports. */
export class FamilyAuthError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: FamilyAuthErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The camera could not be opened, gave no picture, or went away. */
export class CameraError extends FamilyAuthError<CameraErrorCode> {}
/** The landmark model could not be loaded or stopped working. */
export class LandmarkError extends FamilyAuthError<LandmarkErrorCode> {}
/** The person is not logged in, or the log-in did not come about. */
export class LoginError extends FamilyAuthError<LoginErrorCode> {}
/** The backend could not be reached, or answered something that is not the protocol. */
export class TransportError extends FamilyAuthError<TransportErrorCode> {}
/** A signed statement of the backend did not verify; what it says must not be shown. */
export class VerificationError extends FamilyAuthError<VerificationErrorCode> {}
/** The embedding page configured something that cannot work. */
export class ConfigurationError extends FamilyAuthError<ConfigurationErrorCode> {}
/** The caller's `AbortSignal` fired, or the person left. */
export class CancelledError extends FamilyAuthError<'cancelled'> {
  constructor(options?: FamilyAuthErrorOptions) {
    super('cancelled', 'The operation was cancelled.', options);
  }
}
/** A phase took longer than its deadline. `phase` names it. */
export class DeadlineError extends FamilyAuthError<'deadline_exceeded'> {
  readonly phase: string;
  constructor(phase: string, deadlineMs: number) {
    super('deadline_exceeded', `${phase} did not finish within ${deadlineMs} ms.`, { retryable: true });
    this.phase = phase;
  }
}
