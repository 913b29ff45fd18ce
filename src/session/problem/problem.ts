import { ConfigurationError, DeadlineError, type ErrorCode, FamilyAuthError } from '../../base/errors.ts';
import { BackendError } from '../../protocol/problem.ts';
import type { FlowBase } from '../flow.ts';
import type { Page } from '../page.ts';
import type { PhaseOf } from '../phase.ts';
import type { ProblemSituation } from '../phase-fields.ts';

export type ProblemAction = PhaseOf<'problem'>['actions'][number];

/** The person turned back from a question that came in between (a log-in); nothing went wrong. */
export class WentBack extends Error {}

/** Somebody else logged in half-way: what was entered is not theirs. */
export class OtherPerson extends Error {}

/** The phase that ends with {@link PageSituation} `face_not_in_picture` where it takes too long. */
export const FRAMING_OPERATION = 'session.framing';

/** What the web view of an app lacks most often: the system's browser has it. */
const OF_WEB_VIEWS: readonly ErrorCode[] = ['camera_unsupported', 'camera_not_found', 'browser_unsupported'];

/** What stands in the way, in the words of the screens. */
export function situationOf(error: unknown, page: Page): ProblemSituation {
  if (error instanceof BackendError) {
    return error.code === 'challenge_expired' || error.code === 'challenge_used'
      ? 'session_over'
      : error.code;
  }
  if (!(error instanceof FamilyAuthError)) return 'internal';
  const code = error.code as ErrorCode;
  if (code === 'network_unreachable') return 'offline';
  if (error instanceof DeadlineError && error.operation === FRAMING_OPERATION) return 'face_not_in_picture';
  if (OF_WEB_VIEWS.includes(code) && page.isInApp()) return 'in_app_browser';
  return code;
}

/** What no person can mend, and the portal's engineer can by the error's message. */
const SET_UP_WRONGLY: readonly string[] = [
  'origin_not_allowed',
  'insufficient_scope',
  'login_refused',
  'asset_unavailable',
  'asset_corrupt',
  'script_unavailable',
];

/** Tells the page's engineer of a fault of ours, or of how the page is set up. */
export function reportToEngineers({ parts }: Pick<FlowBase, 'parts'>, error: unknown): void {
  if (!(error instanceof FamilyAuthError)) parts.reportFault(error);
  else if (error instanceof ConfigurationError || SET_UP_WRONGLY.includes(error.code)) {
    parts.reportMisconfiguration(error);
  }
}

/** What may help, best first. A screen offers those that it can carry out. */
export function actionsFor(situation: ProblemSituation): readonly ProblemAction[] {
  switch (situation) {
    case 'camera_unsupported':
    case 'camera_insecure_context':
    case 'camera_not_allowed_by_page':
    case 'in_app_browser':
      return ['hand_off', 'other_method', 'back'];
    case 'camera_not_found':
    case 'camera_busy':
    case 'camera_denied':
    case 'camera_no_picture':
      return ['retry', 'hand_off', 'other_method', 'back'];
    case 'attempts_exhausted':
    case 'upload_quota_exceeded':
    case 'method_not_allowed_for_age':
    case 'accounts_not_verified':
    case 'subject_agreement_required':
    case 'backend_unsupported':
    case 'unsupported_version':
      return ['other_method', 'back'];
    case 'offline':
      return ['retry', 'back'];
    case 'state_conflict':
    case 'duplicate_relative':
    case 'quota_exceeded':
    case 'relationship_not_allowed':
    case 'guardian_required':
    case 'invalid_subject':
    case 'not_found':
    case 'not_final':
      return ['back'];
    case 'login_popup_blocked':
      return ['redirect_login', 'login', 'back'];
    case 'login_cancelled':
    case 'login_refused':
    case 'login_expired':
    case 'login_failed':
    case 'login_required':
    case 'invalid_token':
    case 'insufficient_user_authentication':
      return ['login', 'back'];
    case 'configuration_missing':
    case 'configuration_invalid':
    case 'origin_not_allowed':
    case 'insufficient_scope':
    case 'browser_unsupported':
      return ['reload'];
    default:
      return ['retry', 'other_method', 'back'];
  }
}

/** Whether only a (fresh) log-in helps. */
export function needsLogin(error: unknown): error is FamilyAuthError {
  if (!(error instanceof FamilyAuthError)) return false;
  return ['login_required', 'login_expired', 'invalid_token', 'insufficient_user_authentication'].includes(
    error.code,
  );
}
