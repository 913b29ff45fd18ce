import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PORTAL_SERVER_SCOPES } from '@family-auth/library/protocol/portal-server.ts';
import { PROBLEM_MEDIA_TYPE } from '@family-auth/library/protocol/problem.ts';
import { eq } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { JWK } from 'jose';
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type JWKS,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { citizenTokenVerifier } from '../access/access-token.ts';
import type { Backend } from '../context/backend.ts';
import {
  isRegistered,
  type Portal,
  unregisteredOrigin,
  unregisteredRedirectUri,
} from '../context/portals.ts';
import { isConnectionLost } from '../database/lost-connections.ts';
import { operators } from '../database/schema/operators.ts';
import { describeFault, ProblemError } from '../errors/errors.ts';
import { databaseUnavailable } from '../http/app.ts';
import { html } from '../pages/html.ts';
import { localeOf } from '../pages/language.ts';
import { layout } from '../pages/person-page.ts';
import { clientsFor, PORTAL_CLIENT } from './clients.ts';
import { providerStore, revokeAccessTokens } from './provider-store.ts';
import { texts } from './texts.ts';
import { authTimeOfExchange, registerTokenExchange } from './token-exchange.ts';

const API_SCOPES = 'family:read family:write';
/** Seconds. */
const REFRESH_TOKEN_TTL_S = 14 * 24 * 3600;

/**
 * The OpenID provider: code flow with PKCE, PAR and DPoP (with nonce) for every client, JWT access tokens for the API,
 * refresh tokens rotated at each use.
 */
export function openProvider(backend: Backend): Provider {
  const provider = new Provider(backend.settings.providerIssuer, configurationFor(backend));
  provider.proxy = true; // what it then believes is what mountProvider says
  provider.use(answerNotFound);
  provider.use(nameRedirectUri(backend.settings.portals));
  const verify = citizenTokenVerifier(backend.settings, backend.secrets.providerKey as JWK);
  provider.use(revokeAccessTokens(backend.db, verify));
  registerTokenExchange(provider, backend, {
    scope: API_SCOPES,
    lifetimeS: backend.settings.accessTokenTtlS,
  });
  provider.on('server_error', (ctx, error) => {
    backend.log(`provider: ${describeFault(error)}`);
    if (isConnectionLost(error)) answerUnavailable(ctx, error);
  });
  return provider;
}

/**
 * Whether a page of this origin may read the answer. Where it is not registered the page reads the refusal and nothing
 * else: a browser would call an unreadable one a network fault.
 */
function readable(ctx: KoaContextWithOIDC, portals: readonly Portal[], origin: string): boolean {
  if (isRegistered(portals, origin)) return true;
  ctx.set('Access-Control-Allow-Origin', '*');
  throw new errors.CustomOIDCProviderError('origin_not_allowed', unregisteredOrigin(portals, origin));
}

/** Names the callback page that is not registered, and how it is: the provider's own words name neither. */
function nameRedirectUri(portals: readonly Portal[]) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { error } = (ctx.body ?? {}) as { error?: unknown };
    const { client, params } = ctx.oidc ?? {};
    const asked = params?.redirect_uri;
    if (error !== 'invalid_request' || client === undefined || typeof asked !== 'string') return;
    if (client.redirectUriAllowed(asked)) return;
    ctx.body = { error, error_description: unregisteredRedirectUri(portals, asked) };
  };
}

/** Addresses under the provider that are none get the same refusal as all others. */
async function answerNotFound(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (ctx.status !== 404 || ctx.body) return;
  const problem = new ProblemError('not_found').toProblem(randomUUID());
  ctx.status = problem.status;
  ctx.body = JSON.stringify(problem);
  ctx.type = PROBLEM_MEDIA_TYPE;
}

/** A database that is gone for a moment is no fault of the provider's: clients may ask again. */
function answerUnavailable(ctx: KoaContextWithOIDC, cause: unknown): void {
  const { status, headers } = databaseUnavailable(cause);
  ctx.status = status;
  ctx.set({ ...headers });
  // A page stays the page that it is.
  if (ctx.type !== 'text/html') ctx.body = { error: 'temporarily_unavailable' };
}

function configurationFor(backend: Backend): Configuration {
  const { settings, secrets, db } = backend;
  return {
    adapter: providerStore(db),
    clients: clientsFor(settings.portals, settings.portalServers),
    jwks: { keys: [secrets.providerKey] } as unknown as JWKS,
    cookies: {
      keys: [secrets.cookieKey],
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    responseTypes: ['code'],
    scopes: ['openid'],
    clientAuthMethods: ['none', 'private_key_jwt'],
    discovery: { ui_locales_supported: ['zh-CN', 'en'] },
    pkce: { required: () => true },
    features: features(backend),
    interactions: { policy: policy(), url: (_, interaction) => `/oidc/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: settings.accessTokenTtlS,
      AuthorizationCode: 60,
      ClientCredentials: settings.accessTokenTtlS,
      Grant: REFRESH_TOKEN_TTL_S,
      IdToken: settings.accessTokenTtlS,
      Interaction: 1800,
      RefreshToken: REFRESH_TOKEN_TTL_S,
      Session: 1800,
    },
    clientBasedCORS: (ctx, origin, { clientId }) =>
      clientId === PORTAL_CLIENT && readable(ctx, settings.portals, origin),
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    rotateRefreshToken: () => true,
    loadExistingGrant: (ctx) => grantEverything(ctx, settings.apiBase),
    extraTokenClaims: async (ctx, token) => ({ auth_time: authTimeOf(ctx), grant_id: grantIdOf(token) }),
    findAccount: async (_, sub) => {
      const [operator] = await db
        .select({ sub: operators.sub })
        .from(operators)
        .where(eq(operators.sub, sub));
      return operator && { accountId: sub, claims: async () => ({ sub }) };
    },
    renderError,
  };
}

function features({ settings, secrets }: Backend): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    revocation: {
      enabled: true,
      allowedPolicy: async (_, client, token) => token.clientId === client.clientId,
    },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
    dPoP: {
      enabled: true,
      nonceSecret: Buffer.from(secrets.providerNonceKey, 'base64url'),
      requireNonce: () => true,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => settings.apiBase,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_, resource, { clientId }) => {
        if (resource !== settings.apiBase) throw new errors.InvalidTarget();
        const isServer = settings.portalServers.some((server) => server.clientId === clientId);
        return {
          scope: isServer ? PORTAL_SERVER_SCOPES.join(' ') : API_SCOPES,
          audience: settings.apiBase,
          accessTokenFormat: 'jwt',
          accessTokenTTL: settings.accessTokenTtlS,
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  };
}

/**
 * Every log-in asks for the password: there is no silent single sign-on, so that logging out of the portal really
 * ends it. `prompt=create` opens the registration.
 */
function policy() {
  const { base, Check, Prompt } = interactionPolicy;
  const prompts = base();
  prompts.add(new Prompt({ name: 'create', requestable: true }), 0);
  prompts
    .get('login')
    ?.checks.add(
      new Check('password_each_time', 'the person logs in each time', (ctx) =>
        ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    );
  // The page that asks for the password each time names the program; a second one would add nothing.
  prompts.get('consent')?.checks.remove('native_client_prompt');
  return prompts;
}

/** All clients are first-party: what they may do is agreed in the service's own consents, not on a second screen. */
async function grantEverything(ctx: KoaContextWithOIDC, resource: string) {
  const { provider, client, session } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const known = session.grantIdFor(client.clientId);
  const existing = known === undefined ? undefined : await provider.Grant.find(known);
  if (existing !== undefined) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(resource, API_SCOPES);
  await grant.save();
  return grant;
}

function authTimeOf(ctx: KoaContextWithOIDC): number | undefined {
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  return AuthorizationCode?.authTime ?? RefreshToken?.authTime ?? authTimeOfExchange(ctx);
}

const grantIdOf = (token: object): string | undefined => (token as { grantId?: string }).grantId;

const renderError: Configuration['renderError'] = (ctx, out) => {
  const locale = localeOf(ctx.get('accept-language'));
  const t = texts[locale];
  ctx.type = 'html';
  ctx.body = layout(
    locale,
    t.errorTitle,
    html`<p>${t.errorText}</p><p><small>${out.error}: ${out.error_description}</small></p>`,
  );
};

const PREFIX = '/oidc';

/** Hands every other request under `/oidc` to the provider before Fastify reads its body. */
export function mountProvider(app: FastifyInstance, provider: Provider): void {
  const handle = provider.callback();
  const { protocol, host } = new URL(provider.issuer);
  app.route({
    method: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    url: `${PREFIX}/*`,
    onRequest: async (request, reply) => {
      const raw = request.raw as IncomingMessage & { originalUrl?: string };
      raw.originalUrl = request.url;
      // Its addresses and cookies go by how it is reached from outside, whatever stands between.
      raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      raw.headers['x-forwarded-host'] = host;
      raw.url = request.url.slice(PREFIX.length);
      reply.hijack();
      reply.raw.setHeader(
        'content-security-policy',
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
      );
      reply.raw.setHeader('x-content-type-options', 'nosniff');
      // The provider says otherwise where it means otherwise; its refusals must not be kept.
      reply.raw.setHeader('cache-control', 'no-store');
      handle(request.raw, reply.raw);
    },
    handler: () => {
      throw new Error('The OpenID provider should have answered this request.');
    },
  });
}
