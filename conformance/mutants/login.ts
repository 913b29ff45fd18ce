import type { Mutant } from './mutant.ts';

const PROVIDER = 'sandbox/src/provider/open-provider.ts';
const STORE = 'sandbox/src/provider/provider-store.ts';
const TOKEN = 'sandbox/src/access/access-token.ts';
const AUTHENTICATION = 'sandbox/src/access/authentication.ts';

/** Before the provider's own middleware: sees every request first and every answer last. */
const withMiddleware = (middleware: string) => ({
  file: PROVIDER,
  find: 'provider.use(answerNotFound);',
  replace: `provider.use(answerNotFound);\n  provider.use(${middleware});`,
});

/** A provider that is wrong, and a backend that is wrong about tokens. */
export const loginMutants: readonly Mutant[] = [
  {
    id: 'C12',
    does: 'The provider does not announce that its answer names the issuer.',
    edits: [
      withMiddleware(`async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (ctx.path.endsWith('/openid-configuration'))
      delete (ctx.body as Record<string, unknown>).authorization_response_iss_parameter_supported;
  }`),
    ],
  },
  {
    id: 'C13',
    does: 'A pushed request needs no code_challenge.',
    edits: [
      {
        file: PROVIDER,
        find: 'pkce: { required: () => true },',
        replace: 'pkce: { required: () => false },',
      },
    ],
  },
  {
    id: 'C14',
    does: 'The provider takes a plain code_challenge for what it is the hash of.',
    edits: [
      withMiddleware(`async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    if (ctx.method === 'POST' && ctx.path === '/request') {
      const chunks: Buffer[] = [];
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      if (form.get('code_challenge_method') === 'plain') {
        const { createHash } = await import('node:crypto');
        const hashed = createHash('sha256').update(form.get('code_challenge') ?? '').digest('base64url');
        form.set('code_challenge', hashed);
        form.set('code_challenge_method', 'S256');
      }
      (ctx.req as { body?: string }).body = form.toString();
    }
    await next();
  }`),
    ],
  },
  {
    id: 'C15',
    does: 'Any address on the origin of a registered callback page is taken for one.',
    edits: [
      {
        file: PROVIDER,
        find: 'provider.use(answerNotFound);',
        replace: `provider.Client.prototype.redirectUriAllowed = function (uri: string) {
    return (this.redirectUris ?? []).some((each) => uri.startsWith(new URL(each).origin));
  };
  provider.use(answerNotFound);`,
      },
    ],
  },
  {
    id: 'C16',
    does: 'The token response calls the token a bearer token.',
    edits: [
      withMiddleware(`async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    const body = ctx.body as { token_type?: string } | undefined;
    if (ctx.path === '/token' && body?.token_type === 'DPoP') body.token_type = 'Bearer';
  }`),
    ],
  },
  {
    id: 'C17',
    does: 'A code that comes a second time is refused, but what was given for it stays good.',
    edits: [
      {
        file: STORE,
        find: 'return { ...row.payload, ...consumed };',
        replace: `if (model === 'AuthorizationCode' && row.consumedAt !== null) return undefined;
      return { ...row.payload, ...consumed };`,
      },
    ],
  },
  {
    id: 'C18',
    does: 'A refresh token is good for more than one use.',
    edits: [
      {
        file: PROVIDER,
        find: 'rotateRefreshToken: () => true,',
        replace: 'rotateRefreshToken: () => false,',
      },
    ],
  },
  {
    id: 'C19',
    does: 'Access tokens live an hour and more.',
    edits: [
      {
        file: PROVIDER,
        find: '      AccessToken: ',
        replace: '      AccessToken: 3600 + ',
      },
    ],
  },
  {
    id: 'C20',
    does: 'Every page may read a token response.',
    edits: [
      {
        file: PROVIDER,
        find: 'if (isRegistered(portals, origin)) return true;',
        replace: 'if (isRegistered(portals, origin) || origin !== undefined) return true;',
      },
    ],
  },
  {
    id: 'C32',
    does: 'A token is believed by what it says, whoever signed it.',
    edits: [
      {
        file: TOKEN,
        find: "import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';",
        replace: "import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';",
      },
      {
        file: TOKEN,
        find: '    } catch (cause) {',
        replace: `    } catch (cause) {
      if ((cause as { code?: string }).code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
        return z.parse(schema, decodeJwt(token));`,
      },
    ],
  },
  {
    id: 'C33',
    does: 'Whoever may read may write.',
    edits: [
      {
        file: AUTHENTICATION,
        find: "request.method === 'GET' ? 'family:read' : 'family:write'",
        replace: "'family:read'",
      },
    ],
  },
  {
    id: 'C74',
    does: 'A submission is taken however long ago the log-in was.',
    edits: [
      {
        file: 'sandbox/src/api/submission.ts',
        find: '      requireRecentLogin(caller, settings);\n',
        replace: '',
      },
    ],
  },
  {
    id: 'C89',
    does: 'A token stays good until it expires, though its log-in has ended.',
    edits: [{ file: AUTHENTICATION, find: '    await requireLiveGrant(backend.db, claims);\n', replace: '' }],
  },
];
