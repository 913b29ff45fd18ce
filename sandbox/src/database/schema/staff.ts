import { boolean, index, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** What somebody who works here may do: decide cases, serve at a counter, read the audit log. */
export const STAFF_ROLES = ['reviewer', 'clerk', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/** Those who work here. Accounts are disabled, never deleted: the audit log names them. */
export const staffAccounts = familyAuth.table('staff_accounts', {
  id: text().primaryKey(),
  /** What they log in with, lower case. */
  name: text().notNull().unique(),
  roles: jsonb().$type<StaffRole[]>().notNull(),
  /** `scrypt$N$r$p$salt$hash` */
  passwordHash: text('password_hash').notNull(),
  /** The secret of the one-time codes (RFC 6238), encrypted to a key outside the database. */
  totpSecretJwe: text('totp_secret_jwe').notNull(),
  /** The time step of the last code that was used: none is taken twice, nor an older one. */
  totpStep: integer('totp_step').notNull().default(0),
  /** Made by the sandbox at each start, for whoever sits at this computer. */
  demo: boolean().notNull().default(false),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  disabledAt: timestamp('disabled_at', { withTimezone: true }),
});
export type StaffAccountRow = typeof staffAccounts.$inferSelect;

export const staffSessions = familyAuth.table(
  'staff_sessions',
  {
    /** SHA-256 over the cookie's token, base64url. */
    tokenHash: text('token_hash').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => staffAccounts.id),
    /** The role that it was logged in with. */
    role: text().$type<StaffRole>().notNull(),
    beganAt: timestamp('began_at', { withTimezone: true }).notNull(),
    seenAt: timestamp('seen_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('staff_sessions_account_id').on(table.accountId)],
);
