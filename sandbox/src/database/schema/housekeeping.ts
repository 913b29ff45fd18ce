import { bigserial, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Answers kept for `Idempotency-Key` (24 h), scoped to client and operator. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    clientId: text('client_id').notNull(),
    sub: text().notNull(),
    key: text().notNull(),
    /** SHA-256 over method, path and body. */
    requestSha256: text('request_sha256').notNull(),
    /** `null` while the first request is still being answered. */
    status: integer(),
    headers: jsonb().$type<Record<string, string>>(),
    body: text(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.clientId, table.sub, table.key] })],
);

/** `jti` of DPoP proofs and signed messages already seen. */
export const usedTokenIds = pgTable('used_token_ids', {
  /** SHA-256 over kind, key thumbprint and `jti`. */
  id: text().primaryKey(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
});

/** Who did what when, without personal data; each row's hash covers the row before. */
export const auditLog = pgTable('audit_log', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  at: timestamp({ withTimezone: true }).notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  object: text().notNull(),
  details: jsonb().$type<Record<string, unknown>>().notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text().notNull(),
});
