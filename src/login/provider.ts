import * as oauth from 'oauth4webapi';
import type { Clock } from '../base/clock.ts';
import { ConfigurationError } from '../base/errors.ts';
import { isLoopback, isSafeUrl, readWhole } from '../base/http.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { toLoginError } from './login-fault.ts';

export type Fetch = typeof globalThis.fetch;

/** The platform's OpenID provider, as this client sees it. */
export interface Provider {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  /** Audience of access tokens (RFC 8707). */
  readonly resource: string;
  /** Scopes to ask for. */
  readonly scope: string;
  /** What every request to the provider is sent with. */
  http(signal: AbortSignal): ProviderHttp;
}

export interface ProviderHttp {
  readonly signal: AbortSignal;
  readonly [oauth.customFetch]: (url: string, init: object) => Promise<Response>;
  readonly [oauth.allowInsecureRequests]: boolean;
}

/** What a log-in takes from the backend's discovery document. */
export type LoginDiscovery = Pick<Discovery, 'authorization_servers' | 'api_base' | 'scopes'>;

/** Difference that is put up with between this computer's clock and the provider's, seconds. */
const CLOCK_TOLERANCE_S = 60;

/**
 * Reads the metadata of the first authorization server that the backend names (OpenID Connect Discovery 1.0).
 *
 * @throws ConfigurationError `backend_unsupported` when the provider lacks PAR, PKCE S256, DPoP or the issuer parameter
 *   (RFC 9207), or names an address without https; LoginError or TransportError when it cannot be read.
 */
export async function discoverProvider(
  discovery: LoginDiscovery,
  clientId: string,
  options: { readonly fetch: Fetch; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Provider> {
  const issuer = new URL(discovery.authorization_servers[0]!);
  const http = (signal: AbortSignal): ProviderHttp => ({
    signal,
    [oauth.customFetch]: async (url, init) => readWhole(await options.fetch(url, init)),
    [oauth.allowInsecureRequests]: isLoopback(issuer),
  });
  const server = await oauth
    .discoveryRequest(issuer, http(options.signal))
    .then((response) => oauth.processDiscoveryResponse(issuer, response))
    .catch((error) => {
      throw toLoginError(error);
    });
  requireFeatures(server);
  requireSafeAddresses(server);
  const offline = server.scopes_supported?.includes('offline_access') ? ['offline_access'] : [];
  return {
    server,
    client: {
      client_id: clientId,
      [oauth.clockTolerance]: CLOCK_TOLERANCE_S,
      get [oauth.clockSkew]() {
        return Math.round((options.clock.epochMs() - Date.now()) / 1000);
      },
    },
    resource: discovery.api_base,
    scope: ['openid', ...offline, ...discovery.scopes].join(' '),
    http,
  };
}

/** The authorization endpoint is opened in a window of this page's making: `javascript:` there would run as this page. */
function requireSafeAddresses(server: oauth.AuthorizationServer): void {
  for (const [name, address] of Object.entries(server)) {
    const asked = name.endsWith('_endpoint') || name === 'jwks_uri';
    if (asked && !(typeof address === 'string' && isSafeUrl(address))) {
      throw new ConfigurationError(
        'backend_unsupported',
        `The ${name} of the login provider is not an https: URL.`,
      );
    }
  }
}

function requireFeatures(server: oauth.AuthorizationServer): void {
  const lacking = Object.entries({
    'pushed authorization requests (RFC 9126)': server.pushed_authorization_request_endpoint !== undefined,
    'PKCE with S256 (RFC 7636)': server.code_challenge_methods_supported?.includes('S256'),
    'DPoP with ES256 (RFC 9449)': server.dpop_signing_alg_values_supported?.includes('ES256'),
    'the issuer in its answer (RFC 9207)': server.authorization_response_iss_parameter_supported,
  }).flatMap(([feature, present]) => (present ? [] : [feature]));
  if (lacking.length > 0) {
    throw new ConfigurationError(
      'backend_unsupported',
      `The login provider does not support ${lacking.join(', ')}.`,
    );
  }
}
