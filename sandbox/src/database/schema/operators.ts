import { boolean, index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** Registered people who can log in. The ID number itself is not kept: only its keyed hash. */
export const operators = familyAuth.table(
  'operators',
  {
    /** The provider's subject identifier. */
    sub: text().primaryKey(),
    name: text().notNull(),
    idType: text('id_type').notNull(),
    /** HMAC-SHA-256 over type, country and number, see `storage/keyed-hash.ts`. */
    numberHash: text('number_hash').notNull().unique(),
    /** HMAC-SHA-256 over the phone number. */
    phoneHash: text('phone_hash').notNull(),
    birthYear: integer('birth_year'),
    /** `scrypt$N$r$p$salt$hash` */
    passwordHash: text('password_hash').notNull(),
    /** What was logged in before is void. */
    passwordSetAt: timestamp('password_set_at', { withTimezone: true }).notNull().defaultNow(),
    /** When the holder proved by an activation code that they are who they say; `null`: never. */
    identityVerifiedAt: timestamp('identity_verified_at', { withTimezone: true }),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  // A family may share one phone, so that it is not unique.
  (table) => [index('operators_phone_hash').on(table.phoneHash)],
);

/** Activation codes that were used or issued at a counter; without a row, the one that the register sent is good. */
export const activationCodes = familyAuth.table('activation_codes', {
  /** As in {@link operators}. */
  numberHash: text('number_hash').primaryKey(),
  /** HMAC over the number's hash and the code. */
  codeHash: text('code_hash').notNull(),
  issuedAt: timestamp('issued_at', { withTimezone: true }),
  usedAt: timestamp('used_at', { withTimezone: true }),
  /** Whether it sets a new phone with the new password, and the one that was registered is not asked for. */
  newPhone: boolean('new_phone').notNull().default(false),
});

export type OperatorRow = typeof operators.$inferSelect;

/** What the OpenID provider keeps: sessions, grants, codes, tokens. */
export const oidcPayloads = familyAuth.table(
  'oidc_payloads',
  {
    model: text().notNull(),
    id: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    grantId: text('grant_id'),
    accountId: text('account_id'),
    uid: text(),
    userCode: text('user_code'),
    consumedAt: timestamp('consumed_at', { withTimezone: true }),
    expiresAt: timestamp('expires_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.id] }),
    index('oidc_payloads_grant_id').on(table.grantId),
    index('oidc_payloads_account_id').on(table.accountId),
    index('oidc_payloads_uid').on(table.uid),
    index('oidc_payloads_expires_at').on(table.expiresAt),
  ],
);
