/**
 * `family-auth/server`: what a portal's own server needs. For Node, Deno and workers; no side effects at import.
 *
 * ```ts
 * const { status, binding } = await verifyResult(request.body.result, { issuer: 'https://backend.example', clientId });
 * ```
 */
export {
  ConfigurationError,
  DeadlineError,
  FamilyAuthError,
  LoginError,
  ResultError,
  type ResultErrorCode,
  TransportError,
} from './base/errors.ts';
export type { PageSession } from './protocol/page-session.ts';
export type { Binding, RedeemedCardCode, RedeemedServiceLink } from './protocol/portal-server.ts';
export { BackendError } from './protocol/problem.ts';
export type { ApplicationResult } from './protocol/result.ts';
export { createPortalServer, type PortalServer, type PortalServerOptions } from './server/portal-server.ts';
export { type ExpectedResult, verifyResult } from './server/verify-result.ts';
