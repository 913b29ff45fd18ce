import * as oauth from 'oauth4webapi';

/** What the provider gave for one log-in. */
export interface Tokens {
  readonly accessToken: string;
  /** On the clock's monotonic milliseconds: a time of day that is set in the middle does not matter. */
  readonly expiresAtMs: number;
  readonly refreshToken: string | undefined;
  readonly sub: string;
  /** Epoch seconds. */
  readonly authTime: number | undefined;
}

/** Lifetime assumed where the provider names none, seconds. */
const DEFAULT_LIFETIME_S = 300;

/** Reads a validated token response; what a refresh leaves out is carried over from `before`. */
export function readTokens(
  response: oauth.TokenEndpointResponse,
  nowMs: number,
  before?: Pick<Tokens, 'refreshToken' | 'sub' | 'authTime'>,
): Tokens {
  const claims = oauth.getValidatedIdTokenClaims(response);
  return {
    accessToken: response.access_token,
    expiresAtMs: nowMs + (response.expires_in ?? DEFAULT_LIFETIME_S) * 1000,
    refreshToken: response.refresh_token ?? before?.refreshToken,
    sub: claims?.sub ?? before!.sub,
    authTime: claims?.auth_time ?? before?.authTime,
  };
}
