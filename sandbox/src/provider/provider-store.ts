import { and, eq, isNull, or } from 'drizzle-orm';
import {
  type Adapter,
  type AdapterFactory,
  type AdapterPayload,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { CitizenClaims } from '../access/access-token.ts';
import type { Database } from '../database/database.ts';
import { oidcPayloads } from '../database/schema/operators.ts';

/** Keeps what the OpenID provider remembers in the database: sessions, grants, codes, tokens, seen proofs. */
export const providerStore =
  (db: Database): AdapterFactory =>
  (model): Adapter => {
    const is = (id: string) => and(eq(oidcPayloads.model, model), eq(oidcPayloads.id, id));
    const load = async (asked: string, where: ReturnType<typeof is>): Promise<AdapterPayload | undefined> => {
      // The database knows no such text, and would not even look.
      if (asked.includes('\0')) return undefined;
      const [row] = await db.select().from(oidcPayloads).where(where);
      if (row === undefined || (row.expiresAt !== null && row.expiresAt.getTime() <= Date.now()))
        return undefined;
      const consumed =
        row.consumedAt === null ? {} : { consumed: Math.floor(row.consumedAt.getTime() / 1000) };
      return { ...row.payload, ...consumed };
    };
    return {
      async upsert(id, payload, expiresIn) {
        const values = {
          payload: payload as Record<string, unknown>,
          grantId: payload.grantId ?? null,
          accountId: payload.accountId ?? null,
          uid: payload.uid ?? null,
          userCode: payload.userCode ?? null,
          expiresAt: expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000),
        };
        await db
          .insert(oidcPayloads)
          .values({ model, id, ...values })
          .onConflictDoUpdate({ target: [oidcPayloads.model, oidcPayloads.id], set: values });
      },
      find: (id) => load(id, is(id)),
      findByUid: (uid) => load(uid, and(eq(oidcPayloads.model, model), eq(oidcPayloads.uid, uid))),
      findByUserCode: (code) =>
        load(code, and(eq(oidcPayloads.model, model), eq(oidcPayloads.userCode, code))),
      async consume(id) {
        const used = await db
          .update(oidcPayloads)
          .set({ consumedAt: new Date() })
          .where(and(is(id), isNull(oidcPayloads.consumedAt)))
          .returning({ id: oidcPayloads.id });
        // Two requests with the same code or refresh token at once: both found it unused, and one was faster.
        if (used.length === 0) throw new errors.InvalidGrant('it was just used');
      },
      async destroy(id) {
        await db.delete(oidcPayloads).where(is(id));
      },
      async revokeByGrantId(grantId) {
        await db.delete(oidcPayloads).where(eq(oidcPayloads.grantId, grantId));
      },
    };
  };

/**
 * Lets the revocation endpoint (RFC 7009) take access tokens as well. oidc-provider knows only tokens that it keeps, and
 * ours are JWTs; the log-in that one belongs to ends, as it does with a refresh token.
 */
export function revokeAccessTokens(
  db: Database,
  verify: (token: string) => Promise<CitizenClaims>,
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
