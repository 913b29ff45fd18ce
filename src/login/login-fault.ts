import * as oauth from 'oauth4webapi';
import { ConfigurationError, FamilyAuthError, LoginError, TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import { BackendError } from '../protocol/problem.ts';

/** Says in this library's terms what went wrong while talking to the provider. */
export function toLoginError(error: unknown): FamilyAuthError {
  if (error instanceof FamilyAuthError) return error;
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? new LoginError('login_cancelled', 'The person cancelled the login at the provider.', { cause: error })
      : refused('authorization', error);
  }
  if (error instanceof oauth.ResponseBodyError) return refused('token', error);
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Response && cause.status === 429) return tooFast(cause, error);
  if (isNetworkFault(error) || isNetworkFault(cause)) {
    return new TransportError('network_unreachable', 'The login provider could not be reached.', {
      cause: error,
      retryable: true,
    });
  }
  return new LoginError('login_failed', 'The login failed; see cause.', { cause: error });
}

/** Errors by which a provider says that the portal is set up wrongly: client id, redirect URI (RFC 6749 section 5.2, RFC 9126 section 2.3). */
const SET_UP_WRONGLY: readonly string[] = [
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'invalid_redirect_uri',
];

/** The provider's own words go on to the engineer: they alone name what is wrong. */
function refused(
  request: 'authorization' | 'token',
  error: oauth.AuthorizationResponseError | oauth.ResponseBodyError,
): FamilyAuthError {
  const { error: code, error_description: description } = error;
  if (code === 'origin_not_allowed') {
    const detail = description === undefined ? {} : { detail: description };
    return new BackendError({ type: 'about:blank', code, status: 403, ...detail }, { cause: error });
  }
  const message = `The provider refused the ${request} request: ${code}${description === undefined ? '.' : `: ${description}`}`;
  return SET_UP_WRONGLY.includes(code)
    ? new ConfigurationError('configuration_invalid', message, { cause: error })
    : new LoginError('login_refused', message, { cause: error });
}

/** Whatever form the refusal has: a limit may be set by what stands before the provider. */
function tooFast({ status, headers }: Response, cause: unknown): BackendError {
  const problem = { type: 'about:blank', code: 'rate_limited', status, retryable: true } as const;
  return new BackendError(problem, { retryAfterMs: retryAfterMs(headers), cause });
}

/** `fetch` rejects with a plain TypeError when the network fails (Fetch standard, section 5.6). */
function isNetworkFault(error: unknown): boolean {
  return error instanceof TypeError && !('code' in error);
}

/** Whether the provider says that the refresh token no longer holds. */
export function isInvalidGrant(error: unknown): boolean {
  return error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant';
}
