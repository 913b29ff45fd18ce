import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { eq } from 'drizzle-orm';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireLiveGrant } from '../access/access-token.ts';
import { proofOf, proving } from '../access/authentication.ts';
import { apiNonce, PROOF_TOLERANCE_S, refused, useOnce, verifyDpopProof } from '../access/dpop-proof.ts';
import type { Backend } from '../context/backend.ts';
import { callerOf, rememberCaller } from '../context/caller.ts';
import { handOffs } from '../database/schema/hand-offs.ts';
import { ProblemError } from '../errors/errors.ts';
import type { CountRequest } from '../limits/rate-limit.ts';
import { type Found, findHandOff } from './hand-offs.ts';

/** All that a device may ask by its token, once the operator has typed its code. Nothing else is open to it. */
const EVIDENCE = [
  `GET ${endpoints.application(':id')}`,
  `POST ${endpoints.challenges(':id')}`,
  `POST ${endpoints.steps(':id')}`,
  `POST ${endpoints.swap(':id')}`,
  `PUT ${endpoints.evidencePart(':id', ':n')}`,
  `GET ${endpoints.evidence(':id')}`,
  `POST ${endpoints.submission(':id')}`,
];
/** What it may ask at any time: how its hand-off stands, and that it ends. */
const OWN = [`GET ${endpoints.handOff(':id')}`, `POST ${endpoints.handOffCancellation(':id')}`];

/** A device's token has no dots, an access token (RFC 9068) has two. */
export const isDeviceToken = ({ headers }: FastifyRequest): boolean =>
  /^DPoP [A-Za-z0-9_-]+$/i.test(headers.authorization ?? '');

/** As `authentication`, for the other device of a hand-off: its token, its key, the operator's log-in, and the few things it may. */
export function deviceAuthentication(backend: Backend, countOperator: CountRequest) {
  const prove = proving(backend, (token) => claimsOf(backend, token));
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { claims, publicKey, takeOnce } = await prove(request, reply);
    const { row, application } = claims.found;
    rememberCaller(request, {
      sub: application.operatorSub,
      clientId: application.clientId,
      jkt: claims.cnf.jkt,
      publicKey,
      authTime: row.authTime,
      grantId: row.grantId,
      handOff: { id: row.id, applicationId: application.id },
    });
    await countOperator(request, reply);
    await requireLiveGrant(backend.db, {
      sub: application.operatorSub,
      grant_id: row.grantId,
      auth_time: row.authTime,
    });
    await takeOnce();
    requireWithinHandOff(request, claims.found);
  };
}

async function claimsOf(backend: Backend, token: string) {
  const [known] = await backend.db
    .select({ id: handOffs.id })
    .from(handOffs)
    .where(eq(handOffs.tokenHash, backend.hash('hand-off-token', token)));
  const found = known && (await findHandOff(backend, known.id));
  if (found === undefined || found.row.deviceJkt === null) throw unknownToken();
  return { cnf: { jkt: found.row.deviceJkt }, found };
}

const unknownToken = () =>
  new ProblemError('invalid_token', {
    detail: 'The token is of no hand-off.',
    headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
  });

/** @throws ProblemError `insufficient_scope` for anything else, or before the code was typed; `hand_off_ended`. */
function requireWithinHandOff(request: FastifyRequest, { row }: Found): void {
  const asked = `${request.method} ${(request.routeOptions.url ?? '').replace(/^\/v1/, '')}`;
  if (OWN.includes(asked)) return;
  const isConfirmed = row.status === 'confirmed' || row.status === 'submitted';
  if (!EVIDENCE.includes(asked) || !(isConfirmed || row.status === 'ended')) {
    throw new ProblemError('insufficient_scope', {
      detail: isConfirmed
        ? 'A hand-off is for the evidence of one draft alone.'
        : 'The operator has not confirmed the hand-off yet.',
      headers: { 'www-authenticate': 'DPoP error="insufficient_scope"' },
    });
  }
  if (row.status === 'ended') throw new ProblemError('hand_off_ended');
}

/**
 * The key of a device that has no token yet, by a proof alone.
 *
 * @throws ProblemError `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function keyOfDevice(
  { settings, secrets, db }: Backend,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const nonce = apiNonce(secrets.apiNonceKey);
  reply.header('dpop-nonce', nonce.current());
  const { jkt, jti } = await verifyDpopProof(proofOf(request), {
    method: request.method,
    url: `${settings.issuer}${request.url}`,
    nonce,
  });
  if (await useOnce(db, { jkt, jti, lifetimeS: 2 * PROOF_TOLERANCE_S })) return jkt;
  throw refused('The proof was used before.');
}

/** The hand-off that a caller asks for: their own as operator, or the one that their device is in. @throws ProblemError `not_found`. */
export async function findOwnHandOff(backend: Backend, id: string, request: FastifyRequest): Promise<Found> {
  const { sub, clientId, handOff } = callerOf(request);
  const found = await findHandOff(backend, id);
  const isOwn =
    found !== undefined &&
    (handOff === undefined
      ? found.application.operatorSub === sub && found.application.clientId === clientId
      : handOff.id === id);
  if (!isOwn) throw new ProblemError('not_found');
  return found;
}
