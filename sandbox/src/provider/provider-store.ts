import { and, eq, isNull } from 'drizzle-orm';
import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
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
