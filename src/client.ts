/**
 * `family-auth/client`: the typed client of a backend, without the element. No side effects at import.
 *
 * ```ts
 * const discovery = await discover('https://backend.example');
 * const login = createBrowserLogin({ discovery, clientId, redirectUri });
 * const session = (await login.restore()) ?? (await login.start({}));
 * const client = await createClient({ backend: 'https://backend.example', clientId, session, discovery });
 * ```
 */
export {
  CancelledError,
  ConfigurationError,
  DeadlineError,
  type ErrorCode,
  FamilyAuthError,
  LoginError,
  TransportError,
  VerificationError,
} from './base/errors.ts';
export { type KeyValueStore, memoryStore, openKeyValueStore } from './base/key-value-store.ts';
export {
  type ClientOptions,
  createClient,
} from './client/create-client.ts';
export { discover } from './client/discover.ts';
export type { CallOptions, FamilyAuthClient, SealedPart } from './client/family-auth-client.ts';
export { buildSubmission, type DocumentPhoto, submitDocuments } from './client/submission.ts';
export { type BrowserLoginOptions, createBrowserLogin } from './login/browser-login.ts';
export type { Login, LoginSession } from './login/login-session.ts';
export type {
  Application,
  ApplicationStatus,
  Consent,
  DecisionReason,
  PhotoRole,
} from './protocol/application.ts';
export type { Card, CardCode, ServiceLink } from './protocol/card.ts';
export type { Method, Open } from './protocol/common.ts';
export type { DeletionReceipt } from './protocol/deletion-receipt.ts';
export { type Discovery, hasKnownGiver, type Notice, supportedMethods } from './protocol/discovery.ts';
export type { HandOff } from './protocol/hand-off.ts';
export type { OperatorProfile } from './protocol/me.ts';
export { BackendError, type Problem, type ProblemCode } from './protocol/problem.ts';
export type { ApplicationResult, SignedResult } from './protocol/result.ts';
export type { Subject } from './protocol/subject.ts';
export type { Appointment, SubjectLink, SubjectRequest } from './protocol/subject-request.ts';
export type { EvidencePart, GeneralJws, Submission } from './protocol/submission.ts';
export { sealPart } from './seal/part.ts';
export { signSubmission, submissionDigest } from './seal/submission.ts';
export { createFlow } from './session/create-flow.ts';
export type { FamilyAuthFlow, FlowOptions } from './session/flow-options.ts';
export type { Phase, PhaseKind, PhaseOf } from './session/phase.ts';
export type { FlowRequest } from './session/request.ts';
export { checkSupport, type MissingFeature, type Support } from './session/support.ts';
