import { bigserial, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { familyAuth } from '../database.ts';

/** Who did what to what, without personal data. One chain an object; rows are only ever added. */
export const auditEntries = familyAuth.table(
  'audit_entries',
  {
    /** Id of what was acted on: an application, a card, `staff:ID`. */
    object: text().notNull(),
    /** 1, 2, 3 … within the object. */
    seq: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    details: jsonb().$type<Record<string, unknown>>().notNull(),
    /** The MAC of the object's entry before. */
    previousMac: text('previous_mac').notNull(),
    /** HMAC-SHA-256 over all of this row, base64url. */
    mac: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.object, table.seq] })],
);

/** Where each chain ends: shows when its last entries are gone. */
export const auditHeads = familyAuth.table('audit_heads', {
  object: text().primaryKey(),
  seq: integer().notNull(),
  /** The MAC of the last entry. */
  mac: text().notNull(),
  /** HMAC-SHA-256 over this row, base64url. */
  headMac: text('head_mac').notNull(),
  /** The `seq` that the newest checkpoint has of this chain; 0 before the first. */
  checkpointSeq: integer('checkpoint_seq').notNull().default(0),
});

/** The heads that moved since the checkpoint before: shows when a whole chain is gone. */
export const auditCheckpoints = familyAuth.table('audit_checkpoints', {
  /** 1, 2, 3 … */
  n: integer().primaryKey(),
  at: timestamp({ withTimezone: true }).notNull(),
  heads: jsonb().$type<AuditHead[]>().notNull(),
  previousMac: text('previous_mac').notNull(),
  mac: text().notNull(),
});

/** Where a chain ended. */
export interface AuditHead {
  readonly object: string;
  readonly seq: number;
  readonly mac: string;
}

/** The log of versions that had no key. Nothing is written to it any more. */
export const unkeyedAuditLog = familyAuth.table('audit_log', {
  seq: bigserial({ mode: 'number' }).primaryKey(),
  at: timestamp({ withTimezone: true }).notNull(),
  actor: text().notNull(),
  action: text().notNull(),
  object: text().notNull(),
  details: jsonb().$type<Record<string, unknown>>().notNull(),
  previousHash: text('previous_hash').notNull(),
  hash: text().notNull(),
});
