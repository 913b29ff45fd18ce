import { sql } from 'drizzle-orm';
import { index, integer, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** `card_bound`: somebody can act for the relative from now on. `card_ended`: they no longer can. */
export type CardNotificationKind = 'card_bound' | 'card_ended';

/**
 * `account_registered`: somebody has an account in this person's name. `activation_code_issued`: a counter issued a code for
 * one. `password_reset`: the account has another password. `account_closed`: there is none any more.
 */
export type AccountNotificationKind =
  | 'account_registered'
  | 'activation_code_issued'
  | 'password_reset'
  | 'account_closed';

export type NotificationKind = CardNotificationKind | AccountNotificationKind;

/**
 * Messages to relatives and account holders, written with what they tell of, in one transaction, and delivered after it: what
 * is bound is told, what is rolled back is not.
 */
export const notifications = familyAuth.table(
  'notifications',
  {
    id: text().primaryKey(),
    kind: text().$type<NotificationKind>().notNull(),
    /** The card it tells of; `null` where it tells of an account. */
    cardRef: text('card_ref'),
    /** To whom, and what: a compact JWE to this backend's own key. */
    sealed: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    /** Tries so far. */
    attempts: integer().notNull().default(0),
    /** When it is tried next: after a failure later each time; while a try is under way, when that counts as lost. */
    nextAttemptAt: timestamp('next_attempt_at', { withTimezone: true }).notNull(),
    deliveredAt: timestamp('delivered_at', { withTimezone: true }),
  },
  (table) => [
    index('notifications_next_attempt_at').on(table.nextAttemptAt).where(sql`${table.deliveredAt} is null`),
    index('notifications_delivered_at').on(table.deliveredAt),
  ],
);
export type NotificationRow = typeof notifications.$inferSelect;
