import { and, eq, or } from 'drizzle-orm';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AccessTokenClaims } from '../api/access/verify-access-token.ts';
import type { Database } from '../database/database.ts';
import { oidcPayloads } from '../database/schema/operators.ts';

/**
 * Lets the revocation endpoint (RFC 7009) take access tokens as well. oidc-provider knows only tokens that it keeps, and
 * ours are JWTs; the log-in that one belongs to ends, as it does with a refresh token.
 */
export function revokeAccessTokens(
  db: Database,
  verify: (token: string) => Promise<AccessTokenClaims>,
): (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    await next();
    const { error } = (ctx.body ?? {}) as { error?: unknown };
    if (ctx.path !== '/token/revocation' || error !== 'unsupported_token_type') return;
    const { client, params } = ctx.oidc;
    // One that is over, or was never ours, needs no revocation: RFC 7009 section 2.2.
    const claims = await verify(String(params?.token)).catch(() => undefined);
    if (claims !== undefined && claims.client_id === client?.clientId) await endGrant(db, claims.grant_id);
    ctx.status = 200;
    ctx.body = '';
  };
}

async function endGrant(db: Database, grantId: string): Promise<void> {
  const grant = and(eq(oidcPayloads.model, 'Grant'), eq(oidcPayloads.id, grantId));
  await db.delete(oidcPayloads).where(or(eq(oidcPayloads.grantId, grantId), grant));
}

/** Ends every log-in of an account, those under way included. */
export async function endLogins(db: Database, sub: string): Promise<void> {
  await db.delete(oidcPayloads).where(eq(oidcPayloads.accountId, sub));
}
