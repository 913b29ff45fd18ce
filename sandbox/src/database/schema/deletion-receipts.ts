import type { DeletionCause, DeletionReceipt } from '@family-auth/library/protocol/deletion-receipt.ts';
import { index, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from './family-auth-schema.ts';

/** What was deleted of an application, without anything of it: a receipt outlives the application that it is about. */
export const deletionReceipts = familyAuth.table(
  'deletion_receipts',
  {
    id: text().primaryKey(),
    /** No foreign key: the application may be what was deleted. Of a closed account, its `sub`. */
    applicationId: text('application_id').notNull(),
    operatorSub: text('operator_sub').notNull(),
    clientId: text('client_id').notNull(),
    cause: text().$type<DeletionCause>().notNull(),
    /** The announced term that was over, ISO 8601. */
    term: text(),
    deleted: jsonb().$type<DeletionReceipt['deleted']>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('deletion_receipts_application_id').on(table.applicationId),
    index('deletion_receipts_at').on(table.at),
  ],
);
export type DeletionReceiptRow = typeof deletionReceipts.$inferSelect;
