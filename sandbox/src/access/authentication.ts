import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import type { Backend } from '../context/backend.ts';
import { type Caller, rememberCaller, rememberPortalServer } from '../context/caller.ts';
import type { Settings } from '../context/settings.ts';
import { ProblemError } from '../errors/errors.ts';
import type { CountRequest } from '../limits/rate-limit.ts';
import { accessTokenVerifier, clientTokenVerifier, requireLiveGrant } from './access-token.ts';
import { apiNonce, PROOF_TOLERANCE_S, refused, useOnce, verifyDpopProof } from './dpop-proof.ts';

/**
 * Before a body is read: access token, DPoP proof, nonce, the operator's rate, the log-in itself, one use, scope. Reading needs
 * `family:read`, anything else `family:write`. Every answer carries the next nonce.
 */
export function authentication(backend: Backend, countOperator: CountRequest) {
  const prove = proving(backend, accessTokenVerifier(backend.settings, backend.secrets.providerKey as JWK));
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { claims, publicKey, takeOnce } = await prove(request, reply);
    rememberCaller(request, {
      sub: claims.sub,
      clientId: claims.client_id,
      jkt: claims.cnf.jkt,
      publicKey,
      authTime: claims.auth_time,
      grantId: claims.grant_id,
    });
    await countOperator(request, reply);
    await requireLiveGrant(backend.db, claims);
    await takeOnce();
    checkScope(claims.scope, request.method === 'GET' ? 'family:read' : 'family:write');
  };
}

/** The same for a portal's server with a token of its own: reading needs `portal:read`, anything else `portal:write`. */
export function portalServerAuthentication(backend: Backend) {
  const { settings, secrets } = backend;
  const prove = proving(backend, clientTokenVerifier(settings, secrets.providerKey as JWK));
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { claims, takeOnce } = await prove(request, reply);
    const server = settings.portalServers.find(({ clientId }) => clientId === claims.client_id);
    if (server === undefined) throw notRegistered();
    rememberPortalServer(request, { ...server, clientIds: [server.clientId, server.pagesClientId] });
    await takeOnce();
    checkScope(claims.scope, request.method === 'GET' ? 'portal:read' : 'portal:write');
  };
}

const notRegistered = () =>
  new ProblemError('invalid_token', {
    detail: "The client of this token is not registered as a portal's server.",
    headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
  });

interface BoundClaims {
  readonly cnf: { readonly jkt: string };
}

/** Token and proof, whatever kind of token `verify` knows; `takeOnce` notes the proof as used, for when all else is right. */
export function proving<Claims extends BoundClaims>(
  backend: Backend,
  verify: (token: string) => Promise<Claims>,
) {
  const nonce = apiNonce(backend.secrets.apiNonceKey);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('dpop-nonce', nonce.current());
    const accessToken = tokenOf(request);
    const claims = await verify(accessToken);
    const { jkt } = claims.cnf;
    const { publicKey, jti } = await verifyDpopProof(proofOf(request), {
      method: request.method,
      url: `${backend.settings.issuer}${request.url}`,
      accessToken,
      jkt,
      nonce,
    });
    const takeOnce = async (): Promise<void> => {
      if (await useOnce(backend.db, { jkt, jti, lifetimeS: 2 * PROOF_TOLERANCE_S })) return;
      throw refused('The proof was used before.');
    };
    return { claims, publicKey, takeOnce };
  };
}

function tokenOf({ headers }: FastifyRequest): string {
  const token = /^DPoP ([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new ProblemError('invalid_token', {
    detail: 'The Authorization header must carry a DPoP access token.',
    headers: { 'www-authenticate': 'DPoP algs="ES256 Ed25519"' },
  });
}

export function proofOf({ headers }: FastifyRequest): string {
  const { dpop } = headers;
  if (typeof dpop !== 'string') throw refused('Exactly one DPoP proof is needed.');
  return dpop;
}

function checkScope(granted: string, needed: string): void {
  if (granted.split(' ').includes(needed)) return;
  throw new ProblemError('insufficient_scope', {
    headers: { 'www-authenticate': `DPoP error="insufficient_scope", scope="${needed}"` },
  });
}

/**
 * Step-up (RFC 9470): the operator must have proved who they are not long ago.
 *
 * @throws ProblemError `insufficient_user_authentication`.
 */
export function requireRecentLogin({ authTime, handOff }: Caller, { maxAuthAgeS }: Settings): void {
  // It was recent when the operator typed the code, and a hand-off is short.
  if (handOff !== undefined || Date.now() / 1000 - authTime <= maxAuthAgeS) return;
  throw new ProblemError('insufficient_user_authentication', {
    headers: {
      'www-authenticate': `DPoP error="insufficient_user_authentication", max_age="${maxAuthAgeS}", algs="ES256 Ed25519"`,
    },
  });
}

/** What every signed document of a caller must hold: made with the token's key, for this backend and this address. */
export function signedBy(caller: Caller, settings: Settings, path: string) {
  return {
    key: { publicKey: caller.publicKey, jkt: caller.jkt, nowMs: Date.now() },
    claims: {
      iss: caller.clientId,
      sub: caller.sub,
      aud: settings.issuer,
      htu: `${settings.apiBase}${path}`,
    },
  };
}
