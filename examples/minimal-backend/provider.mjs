/** The OpenID provider of "Log-in", under `/oidc` of the same server. */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import { ACCOUNTS } from './people.mjs';

const page = (client) => `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>登录（测试） Log-in (test)</title><h1>登录（测试） Log-in (test)</h1><p>${client}</p><form method="post">
<label>用户名 Name <input name="login" autocomplete="username"></label>
<label>密码 Password <input name="password" type="password" autocomplete="current-password"></label><button>登录 Log in</button></form>
<p>${ACCOUNTS.map(({ login, password }) => `<code>${login} ${password}</code>`).join('<br>')}</p>`;

export async function makeProvider({ issuer, apiBase, clients, readBody }) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'provider-1', use: 'sig', alg: 'ES256' };
  const policy = interactionPolicy.base();
  policy.remove('consent'); // consents are the protocol's own; the grant is made in loadExistingGrant
  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: clients.map(({ id, native, redirects, origins }) => ({
      ...{ client_id: id, application_type: native ? 'native' : 'web', redirect_uris: redirects, origins },
      ...{ token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
      ...{ id_token_signed_response_alg: 'ES256', dpop_bound_access_tokens: true },
    })),
    extraClientMetadata: { properties: ['origins'] },
    clientBasedCORS: (_ctx, origin, client) => client.origins.includes(origin),
    findAccount: (_ctx, id) =>
      ACCOUNTS.some((one) => one.id === id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined,
    ...{ scopes: ['openid'], pkce: { required: () => true }, issueRefreshToken: () => true, rotateRefreshToken: () => true },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 8 * 3600,
      Session: 8 * 3600,
      Interaction: 900,
      RefreshToken: 8 * 3600,
      IdToken: 600,
    },
    interactions: { policy, url: (_ctx, interaction) => `/oidc/interaction/${interaction.uid}` },
    features: {
      ...{ devInteractions: { enabled: false }, userinfo: { enabled: false }, revocation: { enabled: true } },
      dPoP: { enabled: true, nonceSecret: randomBytes(32) },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(_ctx, resource) {
          if (resource !== apiBase) throw new errors.InvalidTarget();
          const jwt = { sign: { alg: 'ES256' } };
          return { scope: 'family:read family:write', audience: apiBase, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt };
        },
      },
    },
    /** `grant`: the log-in that a token ends with (C89); the backend asks whether it is still there. */
    extraTokenClaims(ctx, token) {
      const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
      return { auth_time: (AuthorizationCode ?? RefreshToken)?.authTime, grant: token.grantId };
    },
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const held = session.grantIdFor(client.clientId);
      const found = held && (await provider.Grant.find(held));
      if (found) return found;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(apiBase, 'family:read family:write');
      await grant.save();
      return grant;
    },
  });
  provider.on('server_error', (_ctx, error) => console.error('provider:', error.name));
  const answer = provider.callback();

  /** The log-in page: planted accounts, whose passwords stand on it, for this is a test system. */
  async function interaction(req, res) {
    const { prompt, params } = await provider.interactionDetails(req, res);
    if (req.method === 'POST') {
      const form = new URLSearchParams((await readBody(req, 4096)).toString());
      const account = ACCOUNTS.find(({ login, password }) => login === form.get('login') && password === form.get('password'));
      if (account && prompt.name === 'login')
        return provider.interactionFinished(req, res, { login: { accountId: account.id } }, { mergeWithLastSubmission: false });
    }
    res.setHeader('content-type', 'text/html; charset=utf-8').end(page(params.client_id));
  }

  return {
    publicKey: { kty: key.kty, crv: key.crv, x: key.x, y: key.y, alg: 'ES256' },
    alive: async (grant) => typeof grant === 'string' && (await provider.Grant.find(grant)) !== undefined,
    async handle(req, res) {
      res.setHeader('x-frame-options', 'DENY');
      res.setHeader('content-security-policy', "frame-ancestors 'none'; object-src 'none'; base-uri 'none'");
      const over = () =>
        res.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('此登录已结束。This log-in is over.');
      if (/^\/oidc\/interaction\/[\w-]+$/.test(req.url)) return interaction(req, res).catch(over);
      req.originalUrl = req.url;
      req.url = req.url.slice('/oidc'.length) || '/';
      return answer(req, res);
    },
  };
}
