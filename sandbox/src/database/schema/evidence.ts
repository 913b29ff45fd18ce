import type { DeletionCause, DeletionReceipt } from '@family-auth/library/protocol/deletion-receipt.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import { sql } from 'drizzle-orm';
import { index, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';
import { applications } from './applications.ts';

/**
 * What is known of an uploaded part, as it was received; the bytes (a compact JWE) are in the blob store under
 * {@link blobKey}. Of a picture these are the received ones only until it is judged, see `evidence/plain-pictures.ts`.
 */
export const evidenceParts = familyAuth.table(
  'evidence_parts',
  {
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    /** Base64url SHA-256 over the JWE bytes. */
    sha256: text().notNull(),
    size: integer().notNull(),
    /** As the JWE's protected header says. */
    role: text().$type<PartRole>().notNull(),
    cty: text().notNull(),
    blobKey: text('blob_key').notNull(),
    /**
     * Bytes that are kept of a picture since it was seen to that nothing lies beside it: of the file under
     * {@link blobKey}, 0 where no decoder reads it and there is no file. `null` before.
     */
    keptSize: integer('kept_size'),
    receivedAt: timestamp('received_at', { withTimezone: true }).notNull(),
    /** When the bytes were deleted by the retention rule; the digest stays. */
    deletedAt: timestamp('deleted_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.applicationId, table.n] }),
    index('evidence_parts_held').on(table.applicationId).where(sql`${table.deletedAt} is null`),
  ],
);

/**
 * Files that are to be deleted, see `evidence/evidence-files.ts`. An upload stands here, too, from before its file is
 * written until a part names it.
 */
export const evidenceDeletions = familyAuth.table(
  'evidence_deletions',
  {
    blobKey: text('blob_key').primaryKey(),
    /** Whose evidence it was. No reference: the application may be purged before its files. */
    applicationId: text('application_id').notNull(),
    /** When it is tried, or tried again. */
    dueAt: timestamp('due_at', { withTimezone: true }).notNull(),
    /** How often it was tried. */
    attempts: integer().notNull().default(0),
  },
  (table) => [
    index('evidence_deletions_due_at').on(table.dueAt),
    index('evidence_deletions_application_id').on(table.applicationId),
  ],
);

/** Digests and perceptual hashes of key frames that were judged, to notice a replay. */
export const frameFingerprints = familyAuth.table(
  'frame_fingerprints',
  {
    applicationId: text('application_id')
      .notNull()
      .references(() => applications.id, { onDelete: 'cascade' }),
    n: integer().notNull(),
    /** Base64url SHA-256 over the decrypted JPEG. */
    sha256: text().notNull(),
    /** Perceptual hash, 64 hex digits; `null` where none could be made. */
    perceptualHash: text('perceptual_hash'),
    /** The same of the aligned face alone; `null` where none was found. */
    faceHash: text('face_hash'),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.applicationId, table.n] }),
    index('frame_fingerprints_sha256').on(table.sha256),
    index('frame_fingerprints_at').on(table.at),
  ],
);

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
