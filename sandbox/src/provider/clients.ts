import type { ClientMetadata } from 'oidc-provider';

/** The page of the demo portal, and a program on the person's own computer (RFC 8252). Both public: no secret. */
export const PORTAL_CLIENT = 'demo-portal';
export const PROGRAM_CLIENT = 'example-program';

export function clientsFor(portalOrigin: string): ClientMetadata[] {
  const common = {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: true,
    require_pushed_authorization_requests: true,
  } as const;
  return [
    {
      ...common,
      client_id: PORTAL_CLIENT,
      client_name: '青溪银行（演示） / Qingxi Bank (demo)',
      application_type: 'web',
      redirect_uris: [`${portalOrigin}/family-auth/browser/callback.html`],
    },
    {
      ...common,
      client_id: PROGRAM_CLIENT,
      client_name: '示例程序 / Example program',
      application_type: 'native',
      // Any port on the loopback address matches (RFC 8252 section 7.3).
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    },
  ] as ClientMetadata[];
}
