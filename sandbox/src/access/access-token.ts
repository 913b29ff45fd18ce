import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { Settings } from '../context/settings.ts';
import type { Database } from '../database/database.ts';
import { oidcPayloads, operators } from '../database/schema/operators.ts';
import { ProblemError } from '../errors/errors.ts';

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

type AccessTokenVerifier = (token: string) => Promise<AccessTokenClaims>;

/** Verifies an operator's access tokens for this API. */
export const accessTokenVerifier = (settings: Settings, providerKey: JWK): AccessTokenVerifier =>
  tokenVerifier(settings, providerKey, ClaimsSchema);

/** Any token in which a person has logged in, also one that is good for no call: at a portal's server, without a scope. */
const CitizenClaimsSchema = z.extend(ClaimsSchema, { scope: z.optional(z.string()) });
export type CitizenClaims = z.infer<typeof CitizenClaimsSchema>;

/** Verifies the token of a person who has logged in, whatever it is good for. */
export const citizenTokenVerifier = (settings: Settings, providerKey: JWK) =>
  tokenVerifier(settings, providerKey, CitizenClaimsSchema);

/** A client's own token (RFC 9068 section 2.2: `sub` is the client), in which nobody has logged in. */
const ClientClaimsSchema = z
  .object({
    sub: z.string(),
    client_id: z.string(),
    scope: z.string(),
    auth_time: z.optional(z.never()),
    cnf: z.object({ jkt: z.string() }),
  })
  .check(z.refine(({ sub, client_id }) => sub === client_id));

/** Verifies the access tokens that portals' servers get for themselves. */
export const clientTokenVerifier = (settings: Settings, providerKey: JWK) =>
  tokenVerifier(settings, providerKey, ClientClaimsSchema);

/** Verifies JWT access tokens (RFC 9068) of the provider for this API; only tokens bound to a key are taken. */
function tokenVerifier<Claims>(
  settings: Settings,
  providerKey: JWK,
  schema: z.ZodMiniType<Claims>,
): (token: string) => Promise<Claims> {
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
      return z.parse(schema, payload);
    } catch (cause) {
      throw new ProblemError('invalid_token', {
        detail: 'The access token is invalid: wrong issuer, audience, signature or expiry.',
        headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
        cause,
      });
    }
  };
}

/**
 * A token is good as long as what it was given for: it ends with the log-out, with its revocation, and with a new password.
 * The database says so at each request, for every node.
 *
 * @throws ProblemError `invalid_token`.
 */
export async function requireLiveGrant(
  db: Database,
  { sub, grant_id, auth_time }: Pick<AccessTokenClaims, 'sub' | 'grant_id' | 'auth_time'>,
): Promise<void> {
  const [operator] = await db
    .select({ passwordSetAt: operators.passwordSetAt })
    .from(oidcPayloads)
    .innerJoin(operators, eq(operators.sub, oidcPayloads.accountId))
    .where(
      and(
        eq(oidcPayloads.model, 'Grant'),
        eq(oidcPayloads.id, grant_id),
        eq(oidcPayloads.accountId, sub),
        or(isNull(oidcPayloads.expiresAt), gt(oidcPayloads.expiresAt, new Date())),
      ),
    );
  if (operator !== undefined && auth_time * 1000 >= operator.passwordSetAt.getTime()) return;
  throw new ProblemError('invalid_token', {
    detail: 'The log-in behind this access token has ended. Log in again.',
    headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
  });
}
