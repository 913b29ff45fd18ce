import * as oauth from 'oauth4webapi';
import type { Provider } from './provider.ts';

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

/** Trades the refresh token for a new pair; the old one is spent (rotation). Throws what oauth4webapi throws. */
export async function refreshTokens(
  provider: Provider,
  dpop: oauth.DPoPHandle,
  before: Pick<Tokens, 'sub' | 'authTime'> & { readonly refreshToken: string },
  options: { readonly signal: AbortSignal; readonly nowMs: () => number },
): Promise<Tokens> {
  const { server, client, resource } = provider;
  const response = await withNonceRetry(async () =>
    oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, oauth.None(), before.refreshToken, {
        ...provider.http(options.signal),
        DPoP: dpop,
        additionalParameters: { resource },
      }),
    ),
  );
  return readTokens(response, options.nowMs(), before);
}

/** Revokes a token (RFC 7009). A provider without revocation lets it lapse. */
export async function revokeToken(provider: Provider, token: string, signal: AbortSignal): Promise<void> {
  const { server, client } = provider;
  if (server.revocation_endpoint === undefined) return;
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, oauth.None(), token, provider.http(signal)),
  );
}

/** Sends once more when the server asks for a DPoP nonce that it just named (RFC 9449 section 8). */
export async function withNonceRetry<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return send();
  }
}
