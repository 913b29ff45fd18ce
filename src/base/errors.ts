/**
 * Every code that an error of this library can carry, but for those of a backend's refusals ({@link ProblemCode}). Logic compares
 * codes, never sentences; each has a page in the documents that says why it occurred and what to do.
 *
 * @example
 * ```ts
 * import type { ErrorCode } from 'family-auth';
 *
 * const askAgain: readonly ErrorCode[] = ['network_unreachable', 'deadline_exceeded', 'asset_unavailable'];
 * askAgain.includes('camera_denied'); // → false
 * ```
 */
export type ErrorCode =
  | CameraErrorCode
  | LandmarkErrorCode
  | LoginErrorCode
  | ScriptErrorCode
  | TransportErrorCode
  | VerificationErrorCode
  | ConfigurationErrorCode
  | 'cancelled'
  | 'deadline_exceeded';

/**
 * Why there is no camera, or no picture from it.
 *
 * @example
 * ```ts
 * import type { CameraErrorCode } from 'family-auth';
 *
 * // What the person can mend by themselves.
 * const mendable: readonly CameraErrorCode[] = ['camera_denied', 'camera_busy', 'camera_no_picture', 'camera_ended'];
 * mendable.length; // → 4
 * ```
 */
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

/**
 * What is wrong with the face model: with the engine that runs it, or with its files.
 *
 * @example
 * ```ts
 * import type { LandmarkErrorCode } from 'family-auth';
 *
 * // What the page mends, by serving the files of one version.
 * const ofThePage: readonly LandmarkErrorCode[] = ['asset_unavailable', 'asset_corrupt'];
 * ofThePage.length; // → 2
 * ```
 */
export type LandmarkErrorCode =
  | 'engine_unavailable'
  | 'engine_failed'
  | 'asset_unavailable'
  | 'asset_corrupt';

/**
 * A part of the library's own script did not come.
 *
 * @example
 * ```ts
 * import type { ScriptErrorCode, ErrorCode } from 'family-auth';
 *
 * const code: ScriptErrorCode = 'script_unavailable';
 * const isWorthAnotherTry = (seen: ErrorCode) => seen === code;
 * isWorthAnotherTry('network_unreachable'); // → false
 * ```
 */
export type ScriptErrorCode = 'script_unavailable';

/**
 * Why nobody is logged in; `login_required` asks for a new log-in, where the stored one cannot be renewed.
 *
 * @example
 * ```ts
 * import type { LoginErrorCode } from 'family-auth';
 *
 * const isNoFault = (code: LoginErrorCode) => code === 'login_cancelled' || code === 'login_required';
 * isNoFault('login_refused'); // → false
 * ```
 */
export type LoginErrorCode =
  | 'login_popup_blocked'
  | 'login_cancelled'
  | 'login_refused'
  | 'login_expired'
  | 'login_failed'
  | 'login_required';

/**
 * `network_unreachable`: no answer came; `response_malformed`: it was not the protocol's.
 *
 * @example
 * ```ts
 * import type { TransportErrorCode } from 'family-auth';
 *
 * const words: Record<TransportErrorCode, string> = {
 *   network_unreachable: 'No connection. Please try again.',
 *   response_malformed: 'This service does not answer as it should.',
 * };
 * Object.keys(words).length; // → 2
 * ```
 */
export type TransportErrorCode = 'network_unreachable' | 'response_malformed';

/**
 * Which signed statement or document, or which notice with an announced digest, did not verify.
 *
 * @example
 * ```ts
 * import type { VerificationErrorCode } from 'family-auth';
 *
 * const alarming: readonly VerificationErrorCode[] = ['result_not_authentic', 'card_not_authentic'];
 * alarming.length; // → 2
 * ```
 */
export type VerificationErrorCode =
  | 'result_not_authentic'
  | 'card_not_authentic'
  | 'notice_altered'
  | 'metadata_not_authentic'
  | 'receipt_not_authentic'
  | 'deletion_receipt_not_authentic';

/**
 * What is wrong with the page's or the program's configuration, with what the backend says of itself, or with the browser.
 *
 * @example
 * ```ts
 * import type { ConfigurationErrorCode } from 'family-auth';
 *
 * const ofTheBackend: readonly ConfigurationErrorCode[] = ['discovery_invalid', 'backend_unsupported'];
 * ofTheBackend.length; // → 2
 * ```
 */
export type ConfigurationErrorCode =
  | 'configuration_missing'
  | 'configuration_invalid'
  | 'discovery_invalid'
  | 'backend_unsupported'
  | 'isolation_unavailable'
  | 'browser_unsupported'
  | 'unsupported_version';

/**
 * Why a portal's server must not believe a result that it was handed. Of `family-auth/server` alone: no person sees them.
 *
 * @example
 * ```ts
 * import type { ResultErrorCode } from 'family-auth/server';
 *
 * // Not an attack: the person was away for a day. Ask the backend for a new one.
 * const isLate = (code: ResultErrorCode) => code === 'result_expired';
 * isLate('result_signature_invalid'); // → false
 * ```
 */
export type ResultErrorCode =
  | 'result_malformed'
  | 'result_wrong_type'
  | 'result_wrong_issuer'
  | 'result_key_unknown'
  | 'result_signature_invalid'
  | 'result_wrong_audience'
  | 'result_expired'
  | 'result_wrong_application';

interface FamilyAuthErrorOptions {
  /** What went wrong underneath, kept for logs and debuggers. Never holds personal data. */
  cause?: unknown;
  /** Whether the same call may succeed when it is made again. Default `false`. */
  retryable?: boolean;
}

/**
 * The root of every error that this library throws or reports.
 *
 * @example
 * ```ts
 * import { discover } from 'family-auth/client';
 * import { FamilyAuthError } from 'family-auth';
 *
 * const code = await discover('https://192.0.2.1/?not-a-backend').catch((error) => {
 *   if (error instanceof FamilyAuthError && error.retryable) return 'later';
 *   return error.code;
 * });
 * code; // → 'configuration_invalid'
 * ```
 */
export class FamilyAuthError<Code extends string = string> extends Error {
  /** What happened, as one of the codes of {@link ErrorCode} or {@link ProblemCode}. */
  readonly code: Code;
  /** Whether the same call may succeed when it is made again. */
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: FamilyAuthErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/**
 * The camera could not be opened, gave no picture, or went away.
 *
 * @example
 * ```ts
 * import { CameraError, type CameraRequest, type CameraSource } from 'family-auth';
 *
 * // A page's own source may refuse as the device's does: the element then offers the ways without a camera.
 * async function open(_: CameraRequest): ReturnType<CameraSource['open']> {
 *   throw new CameraError('camera_not_found', 'No camera is connected to this kiosk.', { retryable: true });
 * }
 * await open({ facing: 'user' }).catch((error) => error.code); // → 'camera_not_found'
 * ```
 */
export class CameraError extends FamilyAuthError<CameraErrorCode> {}
/**
 * The landmark model could not be loaded or stopped working.
 *
 * @example
 * ```ts
 * import { LandmarkError } from 'family-auth';
 *
 * const error = new LandmarkError('asset_unavailable', 'face-mesh.bin could not be loaded: HTTP 404.', { retryable: true });
 * error.retryable; // → true
 * ```
 */
export class LandmarkError extends FamilyAuthError<LandmarkErrorCode> {}
/**
 * A part of the library's script that is loaded when it is needed did not come: the network was away, or the files beside the script
 * are of another release.
 *
 * @example
 * ```ts
 * import { ScriptError } from 'family-auth';
 *
 * const isHalfDeployed = (error: unknown) => error instanceof ScriptError && navigator.onLine;
 * isHalfDeployed(new Error('something else')); // → false
 * ```
 */
export class ScriptError extends FamilyAuthError<ScriptErrorCode> {}
/**
 * Nobody is logged in: the person turned back, the provider refused, or the stored log-in cannot be renewed.
 *
 * @example
 * ```ts
 * import { LoginError } from 'family-auth/client';
 *
 * await login.start({ signal: AbortSignal.abort() }).catch((error) => error instanceof LoginError && error.code); // → 'login_cancelled'
 * ```
 */
export class LoginError extends FamilyAuthError<LoginErrorCode> {}
/**
 * The backend could not be reached (`network_unreachable`, `retryable`), or what it answered is not the protocol (`response_malformed`).
 *
 * @example
 * ```ts
 * import { discover, TransportError } from 'family-auth/client';
 *
 * const fetch = () => Promise.reject(new TypeError('fetch failed'));
 * const error = await discover('https://backend.example', { fetch }).catch((error) => error);
 * error instanceof TransportError && error.code; // → 'network_unreachable'
 * ```
 */
export class TransportError extends FamilyAuthError<TransportErrorCode> {}
/**
 * Something that the backend signed, or a notice with an announced digest, did not verify; what it says must not be shown or used.
 *
 * @example
 * ```ts
 * import { VerificationError } from 'family-auth/client';
 *
 * const [notice] = client.discovery.notices;
 * const error = await client.notice({ ...notice!, sha256: 'A'.repeat(43) }).catch((error) => error);
 * error instanceof VerificationError && error.code; // → 'notice_altered'
 * ```
 */
export class VerificationError extends FamilyAuthError<VerificationErrorCode> {}
/**
 * A result that a portal's server was handed did not verify: whatever came with it is not to be believed.
 *
 * @example
 * ```ts
 * import { ResultError, verifyResult } from 'family-auth/server';
 *
 * const expected = { issuer: 'http://127.0.0.1:8091', clientId: 'your-portal' };
 * const error = await verifyResult('anything', expected).catch((error) => error);
 * error instanceof ResultError && error.code; // → 'result_malformed'
 * ```
 */
export class ResultError extends FamilyAuthError<ResultErrorCode> {}
/**
 * The page, the program or the backend is set up in a way that cannot work, or the browser lacks what it takes; trying again changes nothing.
 *
 * @example
 * ```ts
 * import { ConfigurationError, discover } from 'family-auth/client';
 *
 * const error = await discover('http://social-security.example').catch((error) => error);
 * error instanceof ConfigurationError && error.code; // → 'configuration_invalid'
 * ```
 */
export class ConfigurationError extends FamilyAuthError<ConfigurationErrorCode> {}
/**
 * The caller's `AbortSignal` fired, or the person left. Nothing went wrong: do not report it.
 *
 * @example
 * ```ts
 * import { CancelledError } from 'family-auth/client';
 *
 * const error = await client.me({ signal: AbortSignal.abort() }).catch((error) => error);
 * error instanceof CancelledError; // → true
 * ```
 */
export class CancelledError extends FamilyAuthError<'cancelled'> {
  constructor(options?: FamilyAuthErrorOptions) {
    super('cancelled', 'The operation was cancelled.', options);
  }
}
/**
 * An operation took longer than it may; `retryable`.
 *
 * @example
 * ```ts
 * import { DeadlineError } from 'family-auth/client';
 *
 * const error = new DeadlineError('client.discover', 20_000);
 * error.message; // → 'client.discover did not finish within 20000 ms.'
 * error.operation; // → 'client.discover'
 * ```
 */
export class DeadlineError extends FamilyAuthError<'deadline_exceeded'> {
  /** What took too long, e.g. `client.submit` or `landmarks.start`. */
  readonly operation: string;
  constructor(operation: string, deadlineMs: number) {
    super('deadline_exceeded', `${operation} did not finish within ${deadlineMs} ms.`, { retryable: true });
    this.operation = operation;
  }
}

/**
 * What a `problem` screen may be about beside the errors of this library and of a backend. Each has a page in the documents.
 *
 * @example
 * ```ts
 * import type { PageSituation } from 'family-auth';
 *
 * const passesByItself: readonly PageSituation[] = ['offline'];
 * passesByItself.includes('in_app_browser'); // → false
 * ```
 */
export type PageSituation = 'offline' | 'session_over' | 'in_app_browser' | 'face_not_in_picture';
