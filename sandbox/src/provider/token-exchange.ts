import type { JWK } from 'jose';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { type CitizenClaims, citizenTokenVerifier, requireLiveGrant } from '../access/access-token.ts';
import {
  type ApiNonce,
  apiNonce,
  PROOF_TOLERANCE_S,
  useOnce,
  verifyDpopProof,
} from '../access/dpop-proof.ts';
import type { Backend } from '../context/backend.ts';
import { ProblemError } from '../errors/errors.ts';

/** RFC 8693 section 2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const PARAMETERS = ['subject_token', 'subject_token_type', 'requested_token_type', 'scope', 'resource'];

/** What a token that was exchanged keeps of the log-in that it came from. */
const exchanged = new WeakMap<object, CitizenClaims>();

/** When the citizen of the token that is being exchanged proved who they are, epoch seconds. */
export const authTimeOfExchange = ({ oidc }: KoaContextWithOIDC): number | undefined =>
  exchanged.get(oidc)?.auth_time;

interface Scopes {
  /** What a page may be given. */
  readonly scope: string;
  readonly lifetimeS: number;
}

/**
 * Token exchange for a portal's pages: the portal's server, which the citizen logged in at, hands in their token and the
 * proof that its page made, and gets a token that only the page's key can use. A server that has no token of the citizen
 * gets none: it may not say by itself who they are.
 */
export function registerTokenExchange(provider: Provider, backend: Backend, offered: Scopes): void {
  const { settings, db, secrets } = backend;
  const verify = citizenTokenVerifier(settings, secrets.providerKey as JWK);
  const nonce = apiNonce(secrets.apiNonceKey);
  const handler = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = ctx.oidc;
    const subject = await subjectOf(params);
    const claims = await verify(subject).catch(() => undefined);
    if (claims === undefined || claims.client_id !== client!.clientId) {
      throw new errors.InvalidGrant('the subject token is not one of this client, or is over');
    }
    await requireLiveGrant(db, claims).catch(() => {
      throw new errors.InvalidGrant('the log-in behind the subject token has ended');
    });
    ctx.set('dpop-nonce', nonce.current());
    const jkt = await pagesKey(ctx, backend, nonce);
    const scope = scopeOf(params.scope, offered.scope);
    const token = new provider.AccessToken({
      accountId: claims.sub,
      client: client!,
      grantId: claims.grant_id,
      gty: TOKEN_EXCHANGE,
      scope,
    } as never);
    token.resourceServer = new provider.ResourceServer(settings.apiBase, {
      scope: offered.scope,
      audience: settings.apiBase,
      accessTokenFormat: 'jwt',
      accessTokenTTL: offered.lifetimeS,
      jwt: { sign: { alg: 'ES256' } },
    });
    (token as unknown as { setThumbprint(kind: string, value: string): void }).setThumbprint('jkt', jkt);
    exchanged.set(ctx.oidc, claims);
    ctx.body = {
      access_token: await token.save(),
      issued_token_type: ACCESS_TOKEN,
      token_type: 'DPoP',
      expires_in: offered.lifetimeS,
      scope,
    };
  };

  provider.registerGrantType(TOKEN_EXCHANGE, handler as never, PARAMETERS);
}

/** The key that made the forwarded proof: for this endpoint, now, with our nonce, and never before. */
async function pagesKey(
  ctx: KoaContextWithOIDC,
  { settings, db }: Backend,
  nonce: ApiNonce,
): Promise<string> {
  const proof = ctx.get('DPoP');
  if (proof === '') throw new errors.InvalidDpopProof('the proof that the page made must be forwarded');
  try {
    const url = `${settings.providerIssuer}/token`;
    const { jkt, jti } = await verifyDpopProof(proof, { method: 'POST', url, nonce });
    if (await useOnce(db, { jkt, jti, lifetimeS: 2 * PROOF_TOLERANCE_S })) return jkt;
    throw new errors.InvalidDpopProof('the proof was used before');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.code === 'use_dpop_nonce') throw new errors.UseDpopNonce('nonce is required in the DPoP proof');
    throw new errors.InvalidDpopProof(error.message);
  }
}

async function subjectOf(params: Readonly<Record<string, unknown>>): Promise<string> {
  if (typeof params.subject_token !== 'string') {
    throw new errors.InvalidRequest(
      "subject_token, the citizen's own token, is missing: a portal may not say by itself who they are",
    );
  }
  for (const name of ['subject_token_type', 'requested_token_type'] as const) {
    if (params[name] !== undefined && params[name] !== ACCESS_TOKEN) {
      throw new errors.InvalidRequest(`${name} must be ${ACCESS_TOKEN}`);
    }
  }
  if (params.subject_token_type === undefined)
    throw new errors.InvalidRequest('subject_token_type is missing');
  return params.subject_token;
}

function scopeOf(asked: unknown, offered: string): string {
  if (typeof asked !== 'string') return offered;
  if (asked.split(' ').every((each) => offered.split(' ').includes(each))) return asked;
  throw new errors.InvalidScope(`only ${offered} can be given to a page`, asked);
}
