import type { FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import type { Backend } from '../../server/backend.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { CountRequest } from '../../server/rate-limit.ts';
import { apiNonce } from './api-nonce.ts';
import { rememberCaller } from './caller.ts';
import { requireLiveGrant } from './live-grant.ts';
import { useOnce } from './use-once.ts';
import { accessTokenVerifier } from './verify-access-token.ts';
import { PROOF_TOLERANCE_S, refused, verifyDpopProof } from './verify-dpop-proof.ts';

/**
 * Before a body is read: access token, DPoP proof, nonce, the operator's rate, the log-in itself, one use, scope. Reading needs
 * `family:read`, anything else `family:write`. Every answer carries the next nonce.
 */
export function authentication(backend: Backend, countOperator: CountRequest) {
  const verifyAccessToken = accessTokenVerifier(backend.settings, backend.secrets.providerKey as JWK);
  const nonce = apiNonce(backend.secrets.apiNonceKey);

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply.header('dpop-nonce', nonce.current());
    const accessToken = tokenOf(request);
    const claims = await verifyAccessToken(accessToken);
    const proof = await verifyDpopProof(proofOf(request), {
      method: request.method,
      url: `${backend.settings.issuer}${request.url}`,
      accessToken,
      jkt: claims.cnf.jkt,
      nonce,
    });
    rememberCaller(request, {
      sub: claims.sub,
      clientId: claims.client_id,
      jkt: claims.cnf.jkt,
      publicKey: proof.publicKey,
      authTime: claims.auth_time,
    });
    await countOperator(request);
    await requireLiveGrant(backend.db, claims);
    const lifetimeS = 2 * PROOF_TOLERANCE_S;
    if (!(await useOnce(backend.db, { jkt: claims.cnf.jkt, jti: proof.jti, lifetimeS }))) {
      throw refused('The proof was used before.');
    }
    checkScope(claims.scope, request.method === 'GET' ? 'family:read' : 'family:write');
  };
}

function tokenOf({ headers }: FastifyRequest): string {
  const token = /^DPoP ([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new ProblemError('invalid_token', {
    detail: 'An access token of the DPoP scheme is needed.',
    headers: { 'www-authenticate': 'DPoP algs="ES256 Ed25519"' },
  });
}

function proofOf({ headers }: FastifyRequest): string {
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
