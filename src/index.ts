// The table of contents: what a page may import beside <family-auth> itself. No side effects.

export * from './base/errors.ts';
export type { Camera, CameraFacts, CameraRequest, CameraSource } from './camera/camera.ts';
export type {
  CloseDetail,
  CompleteDetail,
  ErrorDetail,
  FamilyAuthEventMap,
  FamilyAuthEventType,
  PhaseDetail,
} from './element/events.ts';
export { FamilyAuthElement } from './element/family-auth.ts';
export { chooseLocale, type Locale } from './locales/locale.ts';
export type { MessageOverrides, Messages } from './locales/messages.ts';
export { LOCALES } from './locales/shipped.ts';
export type { SessionProvider } from './login/portal-login.ts';
export type { PageSession } from './protocol/page-session.ts';
export { BackendError, PROBLEM_CODES, type ProblemCode } from './protocol/problem.ts';
export { createFlow } from './session/create-flow.ts';
export type { FamilyAuthFlow, FlowOptions } from './session/flow-options.ts';
export type { Phase, PhaseKind, PhaseOf } from './session/phase.ts';
export type { ProblemSituation, Relative } from './session/phase-fields.ts';
export type { PublicPhase } from './session/public-phase.ts';
export type { FlowRequest } from './session/request.ts';
export { checkSupport, type MissingFeature, type Support } from './session/support.ts';
