import * as oauth from 'oauth4webapi';
import { withNonceRetry } from './nonce-retry.ts';
import type { Provider } from './provider.ts';
import { readTokens, type Tokens } from './tokens.ts';

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
