import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import type { LoginDiscovery } from '../../src/login/provider.ts';

const API_BASE = 'https://api.example/v1';
const SCOPE = 'family:read family:write';
export const CLIENT_ID = 'test-program';

/** A real OpenID provider on the loopback interface whose log-in page needs no person. */
export interface TestProvider {
  readonly discovery: LoginDiscovery;
  /** Who logs in next; `null` turns back. */
  person: string | null;
  /** Answers that came so far, e.g. `POST /token 200`. */
  readonly answers: string[];
  /** Forgets what was granted: refresh tokens no longer hold. */
  forgetGrants(): void;
  /** Changes the provider's metadata document. */
  alterMetadata: (metadata: Record<string, unknown>) => void;
  /** Walks the person through the provider's pages and back to the program, in a browser without a past. */
  readonly visit: (url: string) => Promise<void>;
  close(): Promise<void>;
}

export async function startTestProvider(): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signingKey = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' };
  const memory = new Map<string, Record<string, unknown>>();
  const provider = new Provider(issuer, configuration(signingKey, memory));
  const testProvider: TestProvider = {
    discovery: { authorization_servers: [issuer], api_base: API_BASE, scopes: SCOPE.split(' ') },
    person: 'operator-1',
    answers: [],
    forgetGrants: () => memory.clear(),
    alterMetadata: () => {},
    visit: async (url) => void (await scriptFreeBrowser().open(url)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  provider.use(async (ctx, next) => {
    await next();
    testProvider.answers.push(`${ctx.method} ${ctx.path} ${ctx.status}`);
    if (ctx.path === '/.well-known/openid-configuration') testProvider.alterMetadata(ctx.body as never);
  });
  const callback = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response);
    const { person } = testProvider;
    const result =
      person === null ? { error: 'access_denied' } : { login: { accountId: person }, consent: {} };
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });
  return testProvider;
}

function configuration(signingKey: object, memory: Map<string, Record<string, unknown>>): Configuration {
  return {
    adapter: (model: string) => memoryAdapter(memory, model),
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        require_auth_time: true,
      },
    ],
    jwks: { keys: [signingKey] } as NonNullable<Configuration['jwks']>,
    cookies: { keys: ['not a secret: a test'] },
    scopes: ['openid'],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: API_BASE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    loadExistingGrant: grantEverything,
    findAccount: async (_, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    ttl: { AccessToken: 600, IdToken: 600, Interaction: 600, RefreshToken: 6000, Session: 600, Grant: 6000 },
  };
}

async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { provider, client, session } = oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(API_BASE, SCOPE);
  await grant.save();
  return grant;
}

function memoryAdapter(memory: Map<string, Record<string, unknown>>, model: string): Adapter {
  const key = (id: string) => `${model}:${id}`;
  const findBy = async (field: string, value: string) =>
    [...memory].find(([name, entry]) => name.startsWith(`${model}:`) && entry[field] === value)?.[1];
  return {
    upsert: async (id, payload) => void memory.set(key(id), { ...payload }),
    find: async (id) => memory.get(key(id)),
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (code) => findBy('userCode', code),
    destroy: async (id) => void memory.delete(key(id)),
    consume: async (id) => {
      const entry = memory.get(key(id));
      if (entry) entry.consumed = Math.floor(Date.now() / 1000);
    },
    revokeByGrantId: async (grantId) => {
      for (const [name, entry] of memory) if (entry.grantId === grantId) memory.delete(name);
    },
  };
}
