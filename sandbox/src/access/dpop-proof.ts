import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { thumbprint } from '@family-auth/library/seal/keys.ts';
import { EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { Database } from '../database/database.ts';
import { usedTokenIds } from '../database/schema/housekeeping.ts';
import { ProblemError } from '../errors/errors.ts';

/** How far a proof's `iat` may be from the server's clock, seconds. The nonce bounds its age as well. */
export const PROOF_TOLERANCE_S = 60;

const ClaimsSchema = z.object({
  jti: z.string().check(z.minLength(8), z.maxLength(256)),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.optional(z.string()),
  nonce: z.optional(z.string()),
});

export interface ExpectedProof {
  readonly method: string;
  /** Absolute URL of the request; query and fragment do not count. */
  readonly url: string;
  /** Not there at a token endpoint: the token is what the proof is to get. */
  readonly accessToken?: string;
  /** The token's `cnf.jkt`; without it any key may have made the proof. */
  readonly jkt?: string;
  readonly nonce: ApiNonce;
}

/**
 * Verifies a DPoP proof (RFC 9449 section 4.3) but for its being used once, which needs a store.
 *
 * @throws ProblemError `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function verifyDpopProof(
  proof: string,
  expected: ExpectedProof,
): Promise<{ readonly publicKey: JWK; readonly jkt: string; readonly jti: string }> {
  const { payload, publicKey } = await open(proof);
  const claims = ClaimsSchema.safeParse(payload);
  if (!claims.success) throw refused('The proof lacks a claim.');
  const { jti, htm, htu, iat, ath, nonce } = claims.data;
  if (htm !== expected.method) throw refused('The proof is for another method.');
  if (placeOf(htu) !== placeOf(expected.url)) throw refused('The proof is for another address.');
  if (expected.accessToken !== undefined && ath !== hashOf(expected.accessToken)) {
    throw refused('The proof is for another token.');
  }
  if (Math.abs(Date.now() / 1000 - iat) > PROOF_TOLERANCE_S) throw refused('The proof is not from now.');
  const jkt = await thumbprint(publicKey);
  if (expected.jkt !== undefined && jkt !== expected.jkt) throw refused('The proof is by another key.');
  if (nonce === undefined || !expected.nonce.accepts(nonce)) {
    throw new ProblemError('use_dpop_nonce', { headers: challengeOf('use_dpop_nonce') });
  }
  return { publicKey, jkt, jti };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function open(proof: string) {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256', 'Ed25519'],
    });
    return { payload, publicKey: protectedHeader.jwk as JWK };
  } catch (cause) {
    throw refused('The proof does not verify.', cause);
  }
}

function placeOf(address: string): string | undefined {
  const url = URL.parse(address);
  return url === null ? undefined : `${url.origin}${url.pathname}`;
}

const challengeOf = (error: string) => ({
  'www-authenticate': `DPoP error="${error}", algs="ES256 Ed25519"`,
});

export const refused = (detail: string, cause?: unknown) =>
  new ProblemError('invalid_dpop_proof', { detail, headers: challengeOf('invalid_dpop_proof'), cause });

/** Seconds a nonce is handed out; it is accepted for one window more. */
const WINDOW_S = 150;

/** DPoP nonces (RFC 9449 section 8) without a store: the keyed hash of the time window, the same on every node. */
export interface ApiNonce {
  current(): string;
  accepts(nonce: string): boolean;
}

export function apiNonce(key: string): ApiNonce {
  const nonceOf = (window: number) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(`dpop:${window}`).digest();
  const windowNow = () => Math.floor(Date.now() / 1000 / WINDOW_S);
  return {
    current: () => nonceOf(windowNow()).toString('base64url'),
    accepts(nonce) {
      const offered = Buffer.from(nonce, 'base64url');
      return [0, 1].some((age) => {
        const expected = nonceOf(windowNow() - age);
        return offered.length === expected.length && timingSafeEqual(offered, expected);
      });
    },
  };
}

/**
 * Notes that a proof was used. On a PostgreSQL server this holds over all nodes.
 *
 * @param lifetimeS how long it could be presented again, seconds.
 * @returns `false` when it had been used before.
 */
export async function useOnce(
  db: Database,
  { jkt, jti, lifetimeS }: { jkt: string; jti: string; lifetimeS: number },
): Promise<boolean> {
  const id = createHash('sha256')
    .update(JSON.stringify(['dpop', jkt, jti]))
    .digest('base64url');
  const rows = await db
    .insert(usedTokenIds)
    .values({ id, expiresAt: new Date(Date.now() + lifetimeS * 1000) })
    .onConflictDoNothing()
    .returning({ id: usedTokenIds.id });
  return rows.length === 1;
}
