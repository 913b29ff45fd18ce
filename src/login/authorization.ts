import * as oauth from 'oauth4webapi';
import { toLoginError } from './login-fault.ts';
import type { Provider } from './provider.ts';
import { readTokens, type Tokens, withNonceRetry } from './tokens.ts';
import { stateWith } from './top-window.ts';

/** What must be kept between sending a person to the provider and their return. Holds no personal data. */
export interface PendingAuthorization {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly maxAge?: number;
}

/**
 * Pushes an authorization request (RFC 9126) bound to the DPoP key.
 *
 * @returns where to send the person, and what to keep until they are back.
 */
export async function requestAuthorization(
  provider: Provider,
  dpop: oauth.DPoPHandle,
  request: {
    readonly redirectUri: string;
    readonly prompt?: string;
    readonly maxAge?: number;
    readonly uiLocale?: string;
    /** The page that a window comes back to that left from within a frame. */
    readonly returnTo?: string;
  },
  signal: AbortSignal,
): Promise<{ readonly url: URL; readonly pending: PendingAuthorization }> {
  const { server, client } = provider;
  const random = oauth.generateRandomState();
  const pending: PendingAuthorization = {
    state: request.returnTo === undefined ? random : stateWith(random, request.returnTo),
    nonce: oauth.generateRandomNonce(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    redirectUri: request.redirectUri,
    ...(request.maxAge === undefined ? {} : { maxAge: request.maxAge }),
  };
  const parameters = new URLSearchParams({
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: provider.scope,
    resource: provider.resource,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
  });
  if (request.prompt !== undefined) parameters.set('prompt', request.prompt);
  if (request.maxAge !== undefined) parameters.set('max_age', String(request.maxAge));
  if (request.uiLocale !== undefined) parameters.set('ui_locales', request.uiLocale);
  const pushed = await withNonceRetry(async () =>
    oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, {
        ...provider.http(signal),
        DPoP: dpop,
      }),
    ),
  ).catch((error) => {
    throw toLoginError(error);
  });
  const url = new URL(server.authorization_endpoint!);
  url.searchParams.set('client_id', client.client_id);
  url.searchParams.set('request_uri', pushed.request_uri);
  return { url, pending };
}

/**
 * Validates the provider's answer (state, issuer of RFC 9207) and redeems the code.
 *
 * @param answer the query that the callback page was opened with.
 */
export async function redeemAuthorization(
  provider: Provider,
  dpop: oauth.DPoPHandle,
  pending: PendingAuthorization,
  answer: URLSearchParams,
  options: { readonly signal: AbortSignal; readonly nowMs: () => number },
): Promise<Tokens> {
  const { server, client, resource } = provider;
  try {
    const parameters = oauth.validateAuthResponse(server, client, answer, pending.state);
    const response = await withNonceRetry(async () =>
      oauth.processAuthorizationCodeResponse(
        server,
        client,
        await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.None(),
          parameters,
          pending.redirectUri,
          pending.codeVerifier,
          { ...provider.http(options.signal), DPoP: dpop, additionalParameters: { resource } },
        ),
        {
          expectedNonce: pending.nonce,
          requireIdToken: true,
          ...(pending.maxAge === undefined ? {} : { maxAge: pending.maxAge }),
        },
      ),
    );
    return readTokens(response, options.nowMs());
  } catch (error) {
    throw toLoginError(error);
  }
}
