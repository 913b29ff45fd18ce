import { sql } from 'drizzle-orm';
import { index, integer, text, timestamp } from 'drizzle-orm/pg-core';
import type { NotificationKind } from '../../notifications/notifier.ts';
import { familyAuth } from './family-auth-schema.ts';

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
