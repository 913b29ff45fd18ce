import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import { ProblemError } from '../../server/problem-error.ts';
import type { Settings } from '../../server/settings.ts';

const ClaimsSchema = z.object({
  sub: z.string(),
  client_id: z.string(),
  scope: z.string(),
  auth_time: z.int(),
  /** What the log-in granted; the token ends with it. */
  grant_id: z.string(),
  cnf: z.object({ jkt: z.string() }),
});
export type AccessTokenClaims = z.infer<typeof ClaimsSchema>;

/** Verifies JWT access tokens (RFC 9068) of the provider for this API; only tokens bound to a key are taken. */
export function accessTokenVerifier(
  settings: Settings,
  providerKey: JWK,
): (token: string) => Promise<AccessTokenClaims> {
  const { d: _, ...publicKey } = providerKey;
  const keys = createLocalJWKSet({ keys: [publicKey as JWK] });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: settings.providerIssuer,
        audience: settings.apiBase,
        typ: 'at+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['exp', 'iat'],
      });
      return z.parse(ClaimsSchema, payload);
    } catch (cause) {
      throw new ProblemError('invalid_token', {
        detail: 'The access token is not valid here.',
        headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
        cause,
      });
    }
  };
}
