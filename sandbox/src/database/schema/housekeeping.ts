import { index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** Answers kept for `Idempotency-Key` (24 h), scoped to client and operator. */
export const idempotencyKeys = familyAuth.table(
  'idempotency_keys',
  {
    clientId: text('client_id').notNull(),
    sub: text().notNull(),
    key: text().notNull(),
    /** SHA-256 over method, path and body. */
    requestSha256: text('request_sha256').notNull(),
    status: integer().notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    body: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.clientId, table.sub, table.key] }),
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);

/** `jti` of DPoP proofs and signed messages already seen. */
export const usedTokenIds = familyAuth.table(
  'used_token_ids',
  {
    /** SHA-256 over kind, key thumbprint and `jti`. */
    id: text().primaryKey(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('used_token_ids_expires_at').on(table.expiresAt)],
);

/** Which secrets this database was set up with: keyed hashes made with other secrets would never match. */
export const installation = familyAuth.table('installation', {
  id: integer().primaryKey(),
  secretsFingerprint: text('secrets_fingerprint').notNull(),
});
