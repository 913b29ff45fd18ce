import { and, eq, gt, isNull, or } from 'drizzle-orm';
import type { Database } from '../../database/database.ts';
import { oidcPayloads, operators } from '../../database/schema/operators.ts';
import { ProblemError } from '../../server/problem-error.ts';
import type { AccessTokenClaims } from './verify-access-token.ts';

/**
 * A token is good as long as what it was given for: it ends with the log-out, with its revocation, and with a new password.
 * The database says so at each request, for every node.
 *
 * @throws ProblemError `invalid_token`.
 */
export async function requireLiveGrant(
  db: Database,
  { sub, grant_id, auth_time }: AccessTokenClaims,
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
    detail: 'The log-in has ended.',
    headers: { 'www-authenticate': 'DPoP error="invalid_token", algs="ES256 Ed25519"' },
  });
}
