/** The OpenID provider of "Log-in", under `/oidc` of the same server. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, jwtVerify } from 'jose';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import { data } from './problem.mjs';

const page = readFileSync(new URL('login.html', import.meta.url));
const SCOPE = 'family:read family:write';

export async function makeProvider({ providerIssuer, resources, clients }, readBody) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const policy = interactionPolicy.base();
  policy.remove('consent'); // consents are the protocol's own; the grant is made in loadExistingGrant
  const jwt = { sign: { alg: 'ES256' } };
  const server = { scope: SCOPE, accessTokenFormat: 'jwt', accessTokenTTL: data.providerTtl.AccessToken, jwt };
  const provider = new Provider(providerIssuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'provider-1', use: 'sig', alg: 'ES256' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    clients: clients.map(({ id, native, redirects, origins }) => ({
      ...{ client_id: id, application_type: native ? 'native' : 'web', redirect_uris: redirects, origins },
      ...{ token_endpoint_auth_method: 'none', response_types: ['code'], id_token_signed_response_alg: 'ES256' },
      ...{ grant_types: ['authorization_code', 'refresh_token'], dpop_bound_access_tokens: true },
    })),
    extraClientMetadata: { properties: ['origins'] },
    clientBasedCORS: (_, origin, client) => client.origins.includes(origin),
    findAccount: (_, id) => data.accounts.some((one) => one.id === id) && { accountId: id, claims: () => ({ sub: id }) },
    ...{ scopes: ['openid'], pkce: { required: () => true }, ttl: data.providerTtl },
    ...{ issueRefreshToken: () => true, rotateRefreshToken: () => true },
    interactions: { policy, url: (_, { uid }) => `/oidc/interaction/${uid}` },
    features: {
      ...data.providerFeatures,
      dPoP: { enabled: true, nonceSecret: randomBytes(32) },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(_, resource) {
          if (resources.includes(resource)) return { ...server, audience: resource };
          throw new errors.InvalidTarget();
        },
      },
    },
    /** `grant`: the log-in that a token ends with (C89); the backend asks whether it is still there. */
    extraTokenClaims(ctx, token) {
      const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
      return { auth_time: (AuthorizationCode ?? RefreshToken)?.authTime, grant: token.grantId };
    },
    async loadExistingGrant({ oidc: { client, session } }) {
      const held = session.grantIdFor(client.clientId);
      const found = held && (await provider.Grant.find(held));
      if (found) return found;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      for (const resource of resources) grant.addResourceScope(resource, SCOPE);
      await grant.save();
      return grant;
    },
  });
  /** The library revokes and introspects what it keeps; an access token is a JWT here, and ends with its grant. */
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.body?.error !== 'unsupported_token_type') return;
    const meant = { issuer: providerIssuer, typ: 'at+jwt' };
    const { payload } = await jwtVerify(ctx.oidc.params.token, publicKey, meant).catch(() => ({}));
    const grant = payload?.client_id === ctx.oidc.client.clientId ? await provider.Grant.find(payload.grant) : undefined;
    if (ctx.path === '/token/revocation') await grant?.destroy();
    Object.assign(ctx, { status: 200, body: { active: grant !== undefined } });
  });
  provider.on('server_error', (_, error) => console.error('provider:', error.name));
  /** The log-in page: planted accounts, whose passwords stand on it, for this is a test system. */
  async function interaction(req, res) {
    await provider.interactionDetails(req, res);
    const form = new URLSearchParams(req.method === 'POST' ? (await readBody(req, 4096)).toString() : '');
    const account = data.accounts.find((one) => ['login', 'password'].every((name) => one[name] === form.get(name)));
    if (!account) return res.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    const result = { login: { accountId: account.id } };
    return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
  }
  return {
    publicKey,
    alive: async (grant) => (await provider.Grant.find(grant)) !== undefined,
    async handle(req, res) {
      res.setHeader('x-frame-options', 'DENY');
      res.setHeader('content-security-policy', "frame-ancestors 'none'; object-src 'none'; base-uri 'none'");
      const over = () => res.writeHead(400, { 'content-type': 'text/plain' }).end('This log-in is over.');
      if (/^\/oidc\/interaction\/[\w-]+$/.test(req.url)) return interaction(req, res).catch(over);
      req.originalUrl = req.url;
      req.url = req.url.slice('/oidc'.length);
      return provider.callback()(req, res);
    },
  };
}
