import type { ClientMetadata } from 'oidc-provider';
import type { PortalServer } from '../context/portal-servers.ts';
import type { Portal } from '../context/portals.ts';
import { TOKEN_EXCHANGE } from './token-exchange.ts';

/** The pages of portals, and a program on the person's own computer (RFC 8252). Both public: no secret. */
export const PORTAL_CLIENT = 'demo-portal';
const PROGRAM_CLIENT = 'example-program';

const common = {
  response_types: ['code'],
  id_token_signed_response_alg: 'ES256',
  dpop_bound_access_tokens: true,
  require_pushed_authorization_requests: true,
} as const;
const openly = {
  ...common,
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
} as const;

/** Every client that is registered at the provider. */
export const clientsFor = (
  portals: readonly Portal[],
  portalServers: readonly PortalServer[],
): ClientMetadata[] =>
  [
    {
      ...openly,
      client_id: PORTAL_CLIENT,
      client_name: '青溪银行（演示） / Qingxi Bank (demo)',
      application_type: 'web',
      redirect_uris: portals.flatMap(({ redirectUris }) => redirectUris),
    },
    {
      ...openly,
      client_id: PROGRAM_CLIENT,
      client_name: '示例程序 / Example program',
      application_type: 'native',
      // Any port on the loopback address matches (RFC 8252 section 7.3).
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    },
    ...portalServers.map(serverClient),
  ] as ClientMetadata[];

/** A portal's server: confidential, by a key of its own. Citizens log in at it only where it names where to. */
function serverClient({ clientId, jwks, redirectUris }: PortalServer) {
  const logsIn = redirectUris.length > 0;
  return {
    ...common,
    client_id: clientId,
    client_name: '青溪银行服务器（演示） / Server of Qingxi Bank (demo)',
    application_type: 'web',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    jwks,
    response_types: logsIn ? ['code'] : [],
    redirect_uris: redirectUris,
    grant_types: [
      'client_credentials',
      ...(logsIn ? ['authorization_code', 'refresh_token', TOKEN_EXCHANGE] : []),
    ],
  };
}
