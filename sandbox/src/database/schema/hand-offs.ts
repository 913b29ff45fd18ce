import type { HandOffReason, HandOffStatus } from '@family-auth/library/protocol/hand-off.ts';
import { index, integer, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';
import { applications } from './applications.ts';

/** A draft whose evidence another device does. */
export const handOffs = familyAuth.table(
  'hand_offs',
  {
    id: text().primaryKey(),
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    status: text().$type<HandOffStatus>().notNull(),
    reason: text().$type<HandOffReason>(),
    /** Origin of the portal's page, as the other device is told it. */
    portal: text(),
    /** HMAC over the digits that can be typed in the place of a scan. */
    codeHash: text('code_hash').notNull(),
    /** Thumbprint of the other device's key, once it has claimed. */
    deviceJkt: text('device_jkt'),
    /** HMAC over its token. */
    tokenHash: text('token_hash').unique(),
    triesLeft: integer('tries_left').notNull(),
    /** The operator's log-in, with which it ends; and when that was, epoch seconds. */
    grantId: text('grant_id').notNull(),
    authTime: integer('auth_time').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('hand_offs_application_id').on(table.applicationId),
    index('hand_offs_code_hash').on(table.codeHash),
    index('hand_offs_expires_at').on(table.expiresAt),
  ],
);
export type HandOffRow = typeof handOffs.$inferSelect;
